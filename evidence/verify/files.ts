/** The files of a ledger. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A segment as it lies in the directory. */
export interface SegmentFile {
  /** Number of its first entry. */
  first: number;
  /** `N` in 12 digits. */
  name: string;
  /** The file of its entries; absent where retention removed it. */
  file?: string;
  compressed: boolean;
}

const NAME = /^(\d{12})\.(ndjson|ndjson\.zst|expired\.json)$/;

/** The segments of a directory, in order. Rejects with Node's error where it cannot be read. */
export function listSegments(dir: string): SegmentFile[] {
  const found = new Map<string, SegmentFile>();
  // `.expired.json` sorts first: where a crash left lines beside it they count as removed. Then `.ndjson`: where a crash left the plain
  // file beside the compressed one both hold the same.
  for (const file of readdirSync(dir).toSorted()) {
    const [, name, kind] = NAME.exec(file) ?? [];
    if (name === undefined) continue;
    const known = found.get(name);
    if (known) continue;
    const segment = { first: Number(name), name, compressed: kind === 'ndjson.zst' };
    found.set(name, kind === 'expired.json' ? segment : { ...segment, file });
  }
  return [...found.values()].toSorted((a, b) => a.first - b.first);
}

/** Bytes of a file; 0 where it is not there. */
export function sizeOf(dir: string, file: string): number {
  return statSync(join(dir, file), { throwIfNoEntry: false })?.size ?? 0;
}

/** A file; undefined where it is not there. */
export function readIfThere(dir: string, file: string): Buffer | undefined {
  try {
    return readFileSync(join(dir, file));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Names in a folder; none where it is not there. */
export function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
