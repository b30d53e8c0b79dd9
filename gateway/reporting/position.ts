/** Up to where the ledger has been uploaded, kept so that a crash at any moment loses nothing. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../../bundles/build.ts';

/** A place between two lines of the ledger. */
export interface Position {
  /** Number of the next entry. */
  seq: number;
  /** The segment that holds it: the number of its first entry. */
  segment: number;
  /** Where it begins there, in bytes. */
  offset: number;
  /** SHA-256, in hex, of the line before it: tells this ledger from another. */
  prev?: string;
}

/** The kept position; undefined where there is none, or none that can be read. */
export async function readPosition(path: string): Promise<Position | undefined> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<Position> | null;
    const { seq, segment, offset, prev } = value ?? {};
    if (!isCount(seq) || !isCount(segment) || !isCount(offset)) return undefined;
    return { seq, segment, offset, ...(typeof prev === 'string' && { prev }) };
  } catch {
    return undefined;
  }
}

/** Keeps a position: a reader, or a machine that fails, sees the one before or this one. */
export async function keepPosition(path: string, position: Position): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeAtomically(path, Buffer.from(JSON.stringify(position)));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
