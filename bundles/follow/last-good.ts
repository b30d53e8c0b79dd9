import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { writeAtomically } from '../build.ts';

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
const NOTE = 'active.json';

/** What was kept, or `undefined` where there is nothing whole. */
export async function readLastGood(dir: string): Promise<LastGood | undefined> {
  try {
    const note = JSON.parse(await readFile(join(dir, NOTE), 'utf8')) as Omit<LastGood, 'bytes'>;
    return { ...note, bytes: await readFile(join(dir, BUNDLE)) };
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
    const { sequence, digest } = JSON.parse(await readFile(file, 'utf8')) as LastSeen;
    if (Number.isSafeInteger(sequence) && typeof digest === 'string') return { sequence, digest };
    throw new Error('it is not a note of the last bundle');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
}

/** Notes which bundle comes next, where the bundle itself is kept elsewhere. */
export async function keepLastSeen(dir: string, { sequence, digest }: LastSeen): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeAtomically(join(dir, NOTE), Buffer.from(JSON.stringify({ sequence, digest })));
}

/**
 * Keeps a bundle. The note goes first: after a crash in between the old bundle is of a lower
 * sequence than the note says and is not taken, which is safe, and the new one is fetched again.
 */
export async function keepLastGood(dir: string, { bytes, ...note }: LastGood): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeAtomically(join(dir, NOTE), Buffer.from(JSON.stringify(note)));
  await writeAtomically(join(dir, BUNDLE), bytes);
}
