/** Exports the sample ledger. */
import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { openEvidence, type OpenEvidence } from '../../../evidence/archive/open-evidence.ts';
import {
  verifyArchive,
  type ArchiveVerification,
  type VerifyArchiveOptions,
} from '../../../evidence/archive/verify-archive.ts';
import type { Choice } from '../../../evidence/export/choice.ts';
import { exportArchive } from '../../../evidence/export/export.ts';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import type { KeyEncryption } from '../../../gateway/ledger/seal/key-encryption.ts';
import { rm } from 'node:fs/promises';
import type { FixtureLedger } from '../../helpers/evidence-ledger.ts';
import { sampleLedger } from '../../helpers/evidence-sample.ts';
import { BUNDLE } from '../../helpers/evidence-traffic.ts';

/** A ledger on disk, and what opens it. */
export interface Sample {
  scratch: string;
  dir: string;
  keks: KeyEncryption[];
  vkey: string;
  session: string;
  customer: string;
  /** Exports; gives the file's name. */
  export(choice?: Choice, name?: string, keks?: KeyEncryption[]): Promise<string>;
}

/** A file that stands for a bundle: its digest is that of the sample's decisions. */
const BUNDLE_BYTES = Buffer.from('a bundle');
BUNDLE.digest = `sha256:${createHash('sha256').update(BUNDLE_BYTES).digest('hex')}`;

/** Keeps that file with a ledger. */
export function putBundle(ledger: FixtureLedger): void {
  ledger.put(`bundles/${BUNDLE.digest.replace(':', '-')}.tar.gz`, BUNDLE_BYTES);
}

/** Writes the sample. */
export async function writeSample(t: Test): Promise<Sample> {
  const scratch = await mkdtemp(join(tmpdir(), 'regent-export-'));
  t.teardown(() => rm(scratch, { recursive: true, force: true }));
  const { ledger, session, customer } = sampleLedger();
  putBundle(ledger);
  const dir = join(scratch, 'ledger');
  await ledger.write(dir);
  const own = [openLocalKey(ledger.kek.id, ledger.kek.text)];
  return {
    scratch,
    dir,
    keks: own,
    vkey: ledger.signer.vkey,
    session,
    customer,
    async export(choice = {}, name = 'archive.tar', keks = own) {
      const out = join(scratch, name);
      await exportArchive({ dir, keks, choice, out });
      return out;
    },
  };
}

/** Opens an archive until the test is over. */
export async function openArchive(t: Test, path: string): Promise<OpenEvidence> {
  const evidence = await openEvidence(path, []);
  t.teardown(() => evidence.close());
  return evidence;
}

/** Verifies one that is open. */
export async function verifyOpen(
  { dir, manifest }: Pick<OpenEvidence, 'dir' | 'manifest'>,
  keys: string[],
  more: Partial<VerifyArchiveOptions> = {},
): Promise<ArchiveVerification> {
  return await verifyArchive({ dir, manifest: manifest!, keys, ...more });
}
