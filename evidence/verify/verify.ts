/** Verifies a ledger offline: docs/ledger-format.md, "Verifying". Needs public keys only. */
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { CheckAhead } from './check-ahead.ts';
import { readCheckpoint } from './checkpoint-lines.ts';
import type { Fault } from './faults.ts';
import { listSegments, readIfThere, sizeOf } from './files.ts';
import { timeOfEntry } from './entry-at.ts';
import { openPool } from './pool.ts';
import { WholeLedger, type Kept } from './whole-ledger.ts';

/** What is verified, and with what. */
export interface VerifyOptions {
  /** The ledger's directory. */
  dir: string;
  /** Keys that sign its checkpoints, as vkeys; later ones are named by entries. */
  keys: readonly string[];
  /** Keys of witnesses, as vkeys: each must have cosigned. */
  witnesses?: readonly string[];
  /** Checkpoints that somebody kept: signed notes, each with a name for messages. */
  checkpoints?: readonly { name: string; note: string }[];
  /** Whether recorded bodies are read; they are unless this is false. */
  bodies?: boolean;
  /** Whether it is a part of a ledger: what is before its first entry is taken from the tiles. */
  partial?: boolean;
  /** Called as the work goes on, in bytes. */
  progress?: (done: number, total: number) => void;
}

/** How far a witness has seen the ledger. */
export interface WitnessedSize {
  name: string;
  size: number;
  /** Seconds since 1970. */
  time: number;
}

/** What was found. */
export interface Verification {
  /** Numbers of the first entry and of the one behind the last. */
  first: number;
  end: number;
  segments: number;
  /** Segments that retention removed. */
  expired: { first: number; last: number }[];
  /** Times of the first and last entry. */
  from: string;
  to: string;
  checkpoints: number;
  /** The newest good checkpoint. */
  newest?: { size: number };
  witnesses: WitnessedSize[];
  /** Entries behind the newest good checkpoint, which are not proved yet, and the time of the first of them. */
  behind: number;
  since?: string;
  /** Bytes of a last line that is not whole. */
  torn: number;
  /** Intents without outcome, which are in flight. */
  open: number;
  /** Exchanges whose keys were erased. */
  erased: number;
  faults: Fault[];
}

/**
 * Verifies a ledger. Rejects with a NoteError where a key or a kept checkpoint cannot be read, and with Node's error where
 * a file cannot.
 */
export async function verifyLedger(options: VerifyOptions): Promise<Verification> {
  const segments = listSegments(options.dir);
  const ledger = new WholeLedger(options, segments[0]?.first ?? 0);
  const kept = readKept(options, ledger.keys);
  const bytes = segments.map(({ file }) => (file === undefined ? 0 : sizeOf(options.dir, file)));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  const pool = openPool(total, segments.length);
  const checks = new CheckAhead({ pool, segments, base: () => ledger.jobBase(kept) });
  try {
    let done = 0;
    // Not `entries()`: segments are added while a gateway writes.
    for (let at = 0; at < segments.length; at += 1) {
      const report = await checks.report(at);
      const segment = segments[at]!;
      if (report) ledger.take(segment, report, at < segments.length - 1);
      else ledger.takeExpired(segment, segments[at + 1]?.first, kept);
      done += bytes[at] ?? 0;
      options.progress?.(done, total);
    }
    const found = ledger.end(kept, segments.length);
    if (found.behind === 0) return found;
    const since = await timeOfEntry(options.dir, segments, found.end - found.behind);
    return { ...found, ...(since !== undefined && { since }) };
  } finally {
    await pool.close();
  }
}

/** The checkpoint of the ledger itself, and those that somebody kept. */
function readKept({ dir, checkpoints = [] }: VerifyOptions, keys: readonly NoteKey[]): Kept[] {
  const own = readIfThere(dir, 'checkpoint');
  const notes = checkpoints.map(({ name, note }) => ({ name, note, own: false }));
  if (own) notes.unshift({ name: 'checkpoint', note: own.toString('utf8'), own: true });
  return notes.map(({ name, note, own }) => {
    const faults: Fault[] = [];
    try {
      const checkpoint = readCheckpoint(note, keys, { file: name }, faults);
      return { name, own, faults, checkpoint: { file: name, ...checkpoint } };
    } catch (error) {
      if (!(error instanceof NoteError) || !own) throw error;
      faults.push({ fault: 'checkpoint-unreadable', file: name, detail: error.message });
      return { name, own, faults };
    }
  });
}
