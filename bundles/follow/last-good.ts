import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../build.ts';

/** The bundle that was activated last, kept so that it can serve at a start without the server. */
export interface LastGood {
  bytes: Buffer;
  /** Of the server's answer. */
  etag?: string;
  /** No lower one is taken again, and of this one only the same. */
  sequence: number;
  digest: string;
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

/** Which bundle was activated last, even where it is not readable any more. */
export async function readLastSeen(
  dir: string,
): Promise<Pick<LastGood, 'sequence' | 'digest'> | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, NOTE), 'utf8')) as LastGood;
  } catch {
    return undefined;
  }
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
