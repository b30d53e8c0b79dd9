/** Finds the newest checkpoint: what it covers was durable, so that none of it may be missing. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedCheckpoint } from '../contract.ts';
import { parseLine } from '../entry.ts';
import { parseCheckpoint, type Checkpoint } from '../notes/checkpoint.ts';
import { parseNote } from '../notes/note.ts';
import { corruption } from './corruption.ts';

const NAME = /^(\d{12})\.checkpoints$/;
const LF = 0x0a;

/** A checkpoint and the file that holds it; nothing is verified yet. */
export interface NewestCheckpoint {
  signed: SignedCheckpoint;
  parsed: Checkpoint;
  /** Number of the segment whose file it stands in, and the length of that file's whole lines. */
  file: { first: number; size: number };
}

/**
 * The newest checkpoint of a directory; undefined where none was signed. Throws SetupError where the files
 * that hold checkpoints are not as they were written.
 */
export async function findNewestCheckpoint(dir: string): Promise<NewestCheckpoint | undefined> {
  const names = (await readdir(dir)).filter((name) => NAME.test(name)).toSorted();
  let newest: NewestCheckpoint | undefined;
  for (const name of names.toReversed()) {
    newest = await readNewest(join(dir, name), Number.parseInt(name, 10));
    if (newest) break;
  }
  const published = await readPublished(join(dir, 'checkpoint'));
  if (published !== undefined && published > (newest?.parsed.size ?? 0))
    throw corruption(
      join(dir, names.at(-1) ?? '*.checkpoints'),
      '',
      `a checkpoint of ${published} entries was signed, and it does not stand here`,
    );
  return newest;
}

/** The checkpoint of the largest size: cosignatures of one before may stand behind it. */
async function readNewest(path: string, first: number): Promise<NewestCheckpoint | undefined> {
  const bytes = await readFile(path);
  // A line without its line feed was cut short by a crash; it does not count.
  const size = bytes.lastIndexOf(LF) + 1;
  const lines = bytes.toString('utf8', 0, size).split('\n').slice(0, -1);
  let newest: NewestCheckpoint | undefined;
  // Not evidence: how old it is, for metrics.
  const time = (await stat(path)).mtime.toISOString();
  // From the end: the line of the newest and what came for those before it, no more than these can be.
  for (const [at, line] of [...lines.entries()].slice(-MAX_LATE)) {
    const { note } = (parseLine(Buffer.from(line)) ?? {}) as { note?: string };
    const parsed = typeof note === 'string' ? readNote(note) : undefined;
    if (parsed === undefined) throw corruption(path, `line ${at + 1}`, 'it holds no checkpoint');
    if (newest && newest.parsed.size > parsed.size) continue;
    newest = { signed: { size: parsed.size, time, note: note! }, parsed, file: { first, size } };
  }
  return newest;
}

/** More than the checkpoints that cosignatures may come late for. */
const MAX_LATE = 100;

async function readPublished(path: string): Promise<number | undefined> {
  try {
    const note = await readFile(path, 'utf8');
    const parsed = readNote(note);
    if (!parsed) throw corruption(path, '', 'it is not a checkpoint');
    return parsed.size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readNote(note: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch {
    return undefined;
  }
}
