/** Removes a segment that has expired, so that a crash between any two steps leaves what can be gone on with. */
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { besideSegment, segmentAt, type Segment } from '../segments.ts';
import { replaceFile, type Storage } from '../storage.ts';
import { readFacts } from './segment-facts.ts';

/** What the `expiry` entry says of the segment, and the number of that entry. */
export interface Expired {
  first: number;
  last: number;
  /** Base64. */
  root: string;
  expiry: number;
}

/** Writes `N.expired.json`, durable when it resolves; from then on the segment counts as removed. */
export async function markExpired(dir: string, storage: Storage, expired: Expired): Promise<void> {
  const { path } = segmentAt(dir, expired.first, 'expired');
  await replaceFile(storage, path, Buffer.from(`${JSON.stringify({ v: 2, ...expired })}\n`));
}

/** Removes the files of a segment that is marked; the lines last, for they name what else there is to remove. */
export async function removeFiles(dir: string, storage: Storage, first: number): Promise<void> {
  const lines = await findLines(dir, first);
  if (lines.length === 0) return;
  for (const digest of (await readFacts(lines[0]!)).bodies)
    await storage.remove(join(dir, 'objects', digest.slice(0, 2), digest.slice(2)));
  for (const suffix of ['keys', 'bodies', 'checkpoints', 'index.parquet'])
    await storage.remove(besideSegment(dir, first, suffix));
  await storage.syncDirectory(dir);
  for (const { path } of lines) await storage.remove(path);
  await storage.syncDirectory(dir);
}

/** The numbers of segments that are marked and still have lines. */
export async function listHalfRemoved(dir: string): Promise<number[]> {
  const names = new Set(await readdir(dir));
  return [...names]
    .filter((name) => name.endsWith('.expired.json'))
    .map((name) => Number.parseInt(name, 10))
    .filter((first) =>
      (['open', 'packed'] as const).some((form) => names.has(segmentAt(dir, first, form).file)),
    );
}

/** The files that hold a segment's lines: one, or both where it was being packed. */
async function findLines(dir: string, first: number): Promise<Segment[]> {
  const found: Segment[] = [];
  for (const form of ['open', 'packed'] as const) {
    const segment = segmentAt(dir, first, form);
    if (await exists(segment.path)) found.push(segment);
  }
  return found;
}

/** Whether a file is there. Rejects with the system's error where that cannot be told. */
export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
