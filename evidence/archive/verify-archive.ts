/** Verifies an archive offline: docs/ledger-format.md, "Archives". Needs public keys only. */
import { Certificates } from '../verify/certificates.ts';
import { MAX_FAULTS, type Fault } from '../verify/faults.ts';
import { checkFiles } from './check-files.ts';
import type { ArchiveManifest } from './manifest.ts';
import { NamedFiles } from './named-files.ts';
import { ArchiveHead, type HeadOptions } from './verify-head.ts';
import { EntryCheck } from './verify-entries.ts';

/** What is verified, and with what. */
export interface VerifyArchiveOptions extends HeadOptions {
  /** Directory of the unpacked archive. */
  dir: string;
  manifest: ArchiveManifest;
  progress?: (done: number, of: number) => void;
}

/** What was found. */
export interface ArchiveVerification {
  entries: number;
  origin: string;
  size: number;
  time: string;
  /** Names of the witnesses that cosigned. */
  witnesses: string[];
  /** Erasures that were done, and whose certificate was still to come. */
  certificatesToCome: number;
  faults: Fault[];
}

/** Rejects with a NoteError where a given key cannot be read, and with Node's error where a file cannot. */
export async function verifyArchive(options: VerifyArchiveOptions): Promise<ArchiveVerification> {
  const { dir, manifest } = options;
  const faults = await checkFiles(dir, manifest);
  const head = await ArchiveHead.read(dir, manifest, options, faults);
  const named = new NamedFiles(dir);
  const certificates = new Certificates(dir);
  await named.begin();
  const entries = head
    ? await new EntryCheck(dir, manifest, head, faults).run(async (entry, first) => {
        head.take(entry);
        if (entry.seq === manifest.size - 1 && entry.time !== manifest.time)
          faults.push({ fault: 'file-altered', file: 'archive.json', detail: 'its time' });
        if (entry.type === 'erasure') certificates.take(entry);
        await named.take(entry, first);
        options.progress?.(entry.seq, manifest.size);
      })
    : 0;
  await head?.finish(faults);
  if (head) faults.push(...certificates.check(head.keys, isGone(manifest)));
  named.finish();
  faults.push(...named.faults);
  return {
    entries,
    origin: manifest.origin,
    size: manifest.size,
    time: manifest.time,
    witnesses: head?.witnesses ?? [],
    certificatesToCome: certificates.toCome,
    faults: faults.slice(0, MAX_FAULTS),
  };
}

/** Of entries `erasure`, all of which are chosen: whether the ledger has nothing but the hash of one. */
function isGone({ size, runs }: ArchiveManifest): (seq: number) => boolean {
  return (seq) => seq < size && !runs.some(([first, last]) => first <= seq && seq <= last);
}
