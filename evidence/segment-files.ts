/** The files of a ledger's segments. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../gateway/errors.ts';

const NAME = /^(\d{12})\.ndjson(\.zst)?$/;

/** A segment as it lies on disk. */
export interface SegmentFile {
  /** Number of its first entry. */
  first: number;
  path: string;
  bytes: number;
  /** Milliseconds since the epoch. */
  changed: number;
  /** Nothing is appended to it any more. */
  closed: boolean;
}

/**
 * The segments of a directory in order; where both forms of one are there, as while it is compressed, the plain one.
 * Throws SetupError where there is none.
 */
export async function listSegmentFiles(dir: string): Promise<SegmentFile[]> {
  const names = await readdir(dir).catch((error: Error) => {
    throw new SetupError([`${dir}: cannot be read (${error.message})`], error);
  });
  const found = new Map<string, string>();
  // In this order a plain name comes before its compressed one.
  for (const name of names.toSorted()) {
    const first = NAME.exec(name)?.[1];
    if (first !== undefined && !found.has(first)) found.set(first, name);
  }
  if (found.size === 0) throw new SetupError([`${dir}: is not the directory of a ledger`]);
  const files = [...found];
  return await Promise.all(
    files.map(async ([first, name], index) => {
      const path = join(dir, name);
      const { size, mtimeMs } = await stat(path);
      const closed = index < files.length - 1 || name.endsWith('.zst');
      return { first: Number(first), path, bytes: size, changed: mtimeMs, closed };
    }),
  );
}
