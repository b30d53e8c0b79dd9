/** The files of a ledger's segments, as they lie on disk. */
import { stat } from 'node:fs/promises';
import { SetupError } from '../gateway/errors.ts';
import { listSegments } from '../gateway/ledger/segments.ts';

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

/** The segments of a directory in order. Throws SetupError where there is none. */
export async function listSegmentFiles(dir: string): Promise<SegmentFile[]> {
  const segments = await listSegments(dir).catch((error: Error) => {
    throw new SetupError([`${dir}: cannot be read (${error.message})`], error);
  });
  if (segments.length === 0) throw new SetupError([`${dir}: is not the directory of a ledger`]);
  return await Promise.all(
    segments.map(async ({ first, path, form }, index) => {
      const { size, mtimeMs } = await stat(path);
      const closed = index < segments.length - 1 || form === 'packed';
      return { first, path, bytes: size, changed: mtimeMs, closed };
    }),
  );
}
