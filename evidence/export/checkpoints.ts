/** The older checkpoints of an archive. */
import { readFile } from 'node:fs/promises';
import { parseCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { parseNote } from '../../gateway/ledger/notes/note.ts';
import { besideSegment, listAllSegments } from '../../gateway/ledger/segments.ts';
import type { Run } from './choice.ts';

/** A line of `N.checkpoints`. */
export interface CheckpointLine {
  note: string;
  size: number;
  signatures: number;
}

/** What is chosen by. */
export interface CheckpointChoice {
  dir: string;
  runs: readonly Run[];
  /** Checkpoints beyond are left out. */
  size: number;
  /** Numbers of the entries that name a successor of a key. */
  keyChanges: readonly number[];
}

/**
 * Of each segment that holds chosen entries the last checkpoint, and of each change of key the first that covers it,
 * which both keys signed; by size, each with the most signatures that it has.
 */
export async function chooseCheckpoints({
  dir,
  runs,
  size,
  keyChanges,
}: CheckpointChoice): Promise<CheckpointLine[]> {
  const segments = await listAllSegments(dir);
  const chosen = new Map<number, CheckpointLine>();
  const waiting = new Set(keyChanges);
  for (const [at, { first }] of segments.entries()) {
    const next = segments[at + 1]?.first ?? Infinity;
    const isChosen = runs.some((run) => run[0] < next && run[1] >= first);
    if (!isChosen && ![...waiting].some((change) => change < next)) continue;
    const lines = (await readCheckpoints(dir, first))
      .filter((line) => line.size <= size)
      .toSorted((a, b) => a.size - b.size || b.signatures - a.signatures);
    const last = lines.find((line) => line.size === lines.at(-1)?.size);
    if (isChosen && last) chosen.set(last.size, last);
    for (const change of waiting) {
      const both = lines.find((line) => line.size > change);
      if (!both) continue;
      chosen.set(both.size, both);
      waiting.delete(change);
    }
  }
  return [...chosen.values()].toSorted((a, b) => a.size - b.size);
}

/** The lines that can be read; what is wrong with others `regent evidence verify` says. */
async function readCheckpoints(dir: string, first: number): Promise<CheckpointLine[]> {
  const text = await readFile(besideSegment(dir, first, 'checkpoints'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      const { note } = JSON.parse(line) as { note: string };
      const { text: signed, signatures } = parseNote(note);
      const { size } = parseCheckpoint(signed);
      return [{ note, size, signatures: signatures.length }];
    } catch {
      return [];
    }
  });
}
