import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { writeAtomically } from '../build.ts';
import { readNote, writeNote } from './note.ts';

/** Which bundle was activated last. */
export interface LastSeen {
  /** No lower one is taken again, and of this one only the same. */
  sequence: number;
  digest: string;
}

/** The bundle itself, kept so that it can serve at a start without the server. */
export interface LastGood extends LastSeen {
  bytes: Buffer;
  /** Of the server's answer. */
  etag?: string;
}

const BUNDLE = 'active.tar.gz';
const NOTE = 'active.note';

/** What was kept, or `undefined` where there is nothing whole. */
export async function readLastGood(dir: string): Promise<LastGood | undefined> {
  try {
    return { ...(await readNote(join(dir, NOTE))), bytes: await readFile(join(dir, BUNDLE)) };
  } catch {
    return undefined;
  }
}

/**
 * Which bundle was activated last, even where it is not readable any more. Throws SetupError where
 * there is a note that cannot be read: without it an old bundle could come again.
 */
export async function readLastSeen(dir: string): Promise<LastSeen | undefined> {
  const file = join(dir, NOTE);
  try {
    const { sequence, digest } = await readNote(file);
    return { sequence, digest };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
}

/**
 * Notes which bundle comes next, durably, before it may decide: whatever fails from then on, no older
 * one is taken again. `etag` is of the server's answer.
 */
export async function keepLastSeen(
  dir: string,
  { sequence, digest, etag }: LastSeen & Pick<LastGood, 'etag'>,
): Promise<void> {
  const note = { sequence, digest, ...(etag !== undefined && { etag }) };
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeNote(join(dir, NOTE), note);
}

/**
 * Keeps the bundle that was noted. It may decide already: after a crash in between, the old bundle is
 * of a lower sequence than the note says and is not taken, which is safe, and the new one is fetched
 * again.
 */
export async function keepLastGood(dir: string, bytes: Buffer): Promise<void> {
  await writeAtomically(join(dir, BUNDLE), bytes);
}
