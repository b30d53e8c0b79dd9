/** Puts in its place what the journal has: what was acknowledged is then durable in its own files. */
import { readFile } from 'node:fs/promises';
import { besideSegment } from '../segments.ts';
import { writeAll, type Storage, type StorageFile } from '../storage.ts';
import { journalPath, removeJournal } from './journal.ts';
import { readRecords, SUFFIXES, type JournalRecord, type Placed } from './record.ts';

/**
 * Puts in place what the journal of a ledger holds that was not closed, and removes it. In a copy that was made while the ledger
 * was written the files may end before the journal goes on: that part is left, as a torn end is. Rejects with the system's error.
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

/**
 * Writes what records have, in their order, durably. Where it is there already nothing changes. Resolves to whether each file
 * reached to where the records go on; what lies behind a gap is not written. Rejects with the system's error.
 */
export async function putInPlace(
  storage: Storage,
  dir: string,
  records: readonly JournalRecord[],
): Promise<boolean> {
  let isWhole = true;
  for (const first of new Set(records.map((record) => record.first))) {
    const ofSegment = records.filter((record) => record.first === first);
    for (const [at, suffix] of SUFFIXES.entries()) {
      const parts = ofSegment.flatMap((record) => record.parts[at]!);
      const path = besideSegment(dir, first, suffix);
      isWhole = (await putInFile(storage, path, parts)) && isWhole;
    }
  }
  if (records.length > 0) await storage.syncDirectory(dir);
  return isWhole;
}

async function putInFile(
  storage: Storage,
  path: string,
  parts: readonly Placed[],
): Promise<boolean> {
  const named = parts.filter(({ bytes }) => bytes.length > 0);
  if (named.length === 0) return true;
  const file = await storage.open(path, true);
  try {
    const gap = await writeParts(file, named);
    await file.sync();
    return !gap;
  } finally {
    await file.close();
  }
}

/** Gives whether there was a gap. */
async function writeParts(file: StorageFile, parts: readonly Placed[]): Promise<boolean> {
  for (const { position, bytes } of parts) {
    if (file.measure().size < position) return true;
    await writeAll(file, bytes, position);
  }
  return false;
}
