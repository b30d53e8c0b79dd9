/** Puts in its place what the journal has: what was acknowledged is then durable in its own files. */
import { readFile } from 'node:fs/promises';
import { corruption } from '../recover/corruption.ts';
import { besideSegment } from '../segments.ts';
import { writeAll, type Storage } from '../storage.ts';
import { journalPath, removeJournal } from './journal.ts';
import { readRecords, SUFFIXES, type JournalRecord } from './record.ts';

/**
 * Puts in place what the journal of a ledger holds that was not closed, and removes it. Rejects with the system's error, and with
 * a SetupError where the files do not reach to where it goes on.
 */
export async function replayJournal(storage: Storage, dir: string): Promise<void> {
  const path = journalPath(dir);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) return;
  await putInPlace(storage, dir, readRecords(bytes));
  await removeJournal(storage, dir);
}

/** Writes what records have, in their order, durably. Where it is there already nothing changes. Rejects as `replayJournal` does. */
export async function putInPlace(
  storage: Storage,
  dir: string,
  records: readonly JournalRecord[],
): Promise<void> {
  for (const first of new Set(records.map((record) => record.first)))
    for (const [at, suffix] of SUFFIXES.entries()) {
      const parts = records.flatMap((record) => (record.first === first ? record.parts[at]! : []));
      const named = parts.filter(({ bytes }) => bytes.length > 0);
      if (named.length === 0) continue;
      const file = await storage.open(besideSegment(dir, first, suffix), true);
      try {
        for (const { position, bytes } of named) {
          const { size } = file.measure();
          if (size < position)
            throw corruption(
              besideSegment(dir, first, suffix),
              '',
              `it has ${size} bytes, and the journal goes on at ${position}`,
            );
          await writeAll(file, bytes, position);
        }
        await file.sync();
      } finally {
        await file.close();
      }
    }
  if (records.length > 0) await storage.syncDirectory(dir);
}
