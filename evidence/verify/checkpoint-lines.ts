/** The checkpoints that were signed while a segment was written. */
import { parseCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import { COSIGNATURE, type NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { parseNote } from '../../gateway/ledger/notes/note.ts';
import { findKey, verifySignature } from '../../gateway/ledger/notes/sign.ts';
import type { Fault } from './faults.ts';

/** A cosignature that verifies. */
export interface Cosignature {
  vkey: string;
  /** Seconds since 1970. */
  time: number;
}

/** A checkpoint as it was found; its root is not compared yet. */
export interface FoundCheckpoint {
  file: string;
  line?: number;
  origin: string;
  size: number;
  root: Buffer;
  /** The whole signed note. */
  note: string;
  /** Keys, of those that were known, whose signatures verify, all of them, as vkeys. */
  signed: string[];
  cosigned: Cosignature[];
}

/** Where a checkpoint stands. */
export function placeOf({ file, line }: FoundCheckpoint): Pick<FoundCheckpoint, 'file' | 'line'> {
  return { file, ...(line !== undefined && { line }) };
}

/**
 * Reads the lines of `N.checkpoints`, verifying the signatures by `keys`; faults into `faults`. In the `last` segment a line without
 * its line feed is one that is being written, or that a crash cut short.
 */
export function readCheckpointLines(
  file: string,
  bytes: Buffer,
  keys: readonly NoteKey[],
  faults: Fault[],
  last = false,
): FoundCheckpoint[] {
  const found: FoundCheckpoint[] = [];
  const lines = bytes.toString('utf8').split('\n');
  if (lines.pop() !== '' && !last)
    faults.push({
      fault: 'checkpoint-unreadable',
      file,
      line: lines.length + 1,
      detail: 'cut off',
    });
  for (const [at, line] of lines.entries()) {
    const place = { file, line: at + 1 };
    try {
      found.push({ ...place, ...readCheckpoint(readLine(line), keys, place, faults) });
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      faults.push({ fault: 'checkpoint-unreadable', ...place, detail: error.message });
    }
  }
  return found;
}

/** Reads one checkpoint, verifying the signatures by `keys`. Throws a NoteError where it is not one. */
export function readCheckpoint(
  note: string,
  keys: readonly NoteKey[],
  place: { file: string; line?: number },
  faults: Fault[],
): Omit<FoundCheckpoint, 'file' | 'line'> {
  const { text, signatures } = parseNote(note);
  const { origin, size, root, extensions } = parseCheckpoint(text);
  if (extensions) throw new NoteError('the checkpoint of a ledger has three lines');
  const signed = new Set<string>();
  const bad = new Set<string>();
  const cosigned: Cosignature[] = [];
  for (const signature of signatures) {
    const key = findKey(keys, signature);
    if (!key) continue;
    const good = verifySignature(text, signature, key);
    if (key.type !== COSIGNATURE) {
      (good ? signed : bad).add(key.vkey);
    } else if (good?.time === undefined) {
      faults.push({ fault: 'cosignature-bad', ...place, detail: key.name });
    } else cosigned.push({ vkey: key.vkey, time: good.time });
  }
  return { origin, size, root, note, signed: [...signed.difference(bad)], cosigned };
}

function readLine(line: string): string {
  let note: unknown;
  try {
    ({ note } = JSON.parse(line) as { note?: unknown });
  } catch {
    throw new NoteError('not JSON');
  }
  // One spelling, so that no byte can change unseen.
  if (typeof note !== 'string' || JSON.stringify({ note }) !== line)
    throw new NoteError('not {"note":…} and nothing else');
  return note;
}
