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

/** Of each segment that holds chosen entries the last checkpoint that is not beyond `size`, with the most signatures. */
export async function chooseCheckpoints(
  dir: string,
  runs: readonly Run[],
  size: number,
): Promise<CheckpointLine[]> {
  const segments = await listAllSegments(dir);
  const chosen: CheckpointLine[] = [];
  for (const [at, { first }] of segments.entries()) {
    const next = segments[at + 1]?.first ?? Infinity;
    if (!runs.some((run) => run[0] < next && run[1] >= first)) continue;
    const lines = await readCheckpoints(dir, first);
    const last = lines
      .filter((line) => line.size <= size)
      .toSorted((a, b) => a.size - b.size || a.signatures - b.signatures)
      .at(-1);
    if (last) chosen.push(last);
  }
  return chosen;
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
