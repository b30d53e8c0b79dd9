/** Opens what knows whose data the evidence is about, and what erases it. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Approvals } from './approval/approvals.ts';
import { loadSigningKeys, signerOf } from './ledger/checkpoints/signing-keys.ts';
import type { Ledger } from './ledger/contract.ts';
import type { Reader } from './ledger/read/reader.ts';
import type { KeyEncryption } from './ledger/seal/key-encryption.ts';
import { fileStorage } from './ledger/storage.ts';
import { Eraser, type Erased } from './ledger/subjects/eraser.ts';
import { openIndexKey } from './ledger/subjects/index-key.ts';
import { Indexer } from './ledger/subjects/indexer.ts';
import { SubjectIndex } from './ledger/subjects/subject-index.ts';
import type { Config } from './types.ts';

/** The index, and what keeps it up with the ledger. */
export interface Subjects {
  index: SubjectIndex;
  indexer: Indexer;
}

/** Opens the index of a ledger that this process has opened, and begins to bring it up to date. Throws a SetupError. */
export async function openSubjects({
  dir,
  keys,
  ledger,
  reader,
  log,
}: {
  dir: string;
  keys: readonly KeyEncryption[];
  ledger: Ledger;
  reader: Reader;
  log: Pick<Logger, 'warn'>;
}): Promise<Subjects> {
  const index = new SubjectIndex(join(dir, 'subjects.db'), await openIndexKey(dir, keys));
  const indexer = new Indexer({
    index,
    reader,
    durable: () => ledger.status().seq,
    log: (err) => log.warn({ err }, 'the subject index was not kept up'),
  });
  return { index, indexer };
}

/** What erases in this ledger, and the approvals beside it. */
export function openEraser({
  config,
  approvals,
  log,
  ...parts
}: Subjects & {
  dir: string;
  ledger: Ledger;
  reader: Reader;
  config: Config;
  approvals: Pick<Approvals, 'erase'>;
  log: Pick<Logger, 'warn'>;
}): Eraser {
  const { signingKey } = config.ledger;
  return new Eraser({
    ...parts,
    eraseBeside: (exchanges) => approvals.erase(exchanges),
    async signer() {
      const { keys } = await loadSigningKeys(config.ledger, fileStorage, false);
      return signerOf(parts.ledger.head().checkpoint!.note, keys, signingKey);
    },
    finished: (erased) => tellFinished(erased, log),
    failed: (err) => log.warn({ err }, 'an erasure that had begun cannot be finished yet'),
  });
}

/** Finishes the erasures that a crash left, and says so. */
export async function finishErasures(eraser: Eraser, log: Pick<Logger, 'warn'>): Promise<void> {
  tellFinished(await eraser.finishLeft(), log);
}

function tellFinished(erased: readonly Erased[], log: Pick<Logger, 'warn'>): void {
  for (const { erasure, count, file } of erased)
    log.warn({ erasure, count, file }, 'an erasure that had begun was finished');
}
