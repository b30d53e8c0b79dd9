/**
 * A small note that is made durable without a new file: two places of the same size, of which always the
 * older one is written over. So the file system's journal, for which a busy machine waits long, has
 * nothing to do; and a machine that fails while it writes leaves the other place as it was.
 */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { writeAtomically } from '../build.ts';

/** Bytes of a place, a line's end included: no disk writes less at once. */
const PLACE = 512;

/** What is noted. Of two, the one with the higher sequence counts. */
export interface Note {
  sequence: number;
  digest: string;
  /** Left out where there is no room for it. */
  etag?: string;
}

/** The note in a file. Throws Node's error where it cannot be read, and an Error where no note is in it. */
export async function readNote(file: string): Promise<Note> {
  const { note } = findLatest(await readFile(file, 'latin1'));
  if (note === undefined) throw new Error('it is not a note of the last bundle');
  return note;
}

/** Notes, durably. The directory must be there. */
export async function writeNote(file: string, note: Note): Promise<void> {
  const line = writeLine(note);
  const text = await readFile(file, 'latin1').catch(() => '');
  if (text.length !== 2 * PLACE) return await writeAtomically(file, Buffer.from(line + line));
  await using handle = await open(file, 'r+');
  await handle.write(line, findLatest(text).place === 0 ? PLACE : 0, 'latin1');
  await handle.datasync();
}

function findLatest(text: string): { note?: Note; place?: 0 | 1 } {
  const [first, second] = [readLine(text.slice(0, PLACE)), readLine(text.slice(PLACE))];
  if (second && (!first || second.sequence >= first.sequence)) return { note: second, place: 1 };
  return first ? { note: first, place: 0 } : {};
}

/** The sum says whether all of the line was written. */
function writeLine(note: Note): string {
  const text = JSON.stringify(note);
  const line = `${sumOf(text)} ${text}`;
  if (line.length >= PLACE && note.etag !== undefined) {
    return writeLine({ sequence: note.sequence, digest: note.digest });
  }
  return `${line.padEnd(PLACE - 1)}\n`;
}

function readLine(line: string): Note | undefined {
  const [sum, ...rest] = line.trimEnd().split(' ');
  const text = rest.join(' ');
  return sum === sumOf(text) ? (JSON.parse(text) as Note) : undefined;
}

function sumOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
