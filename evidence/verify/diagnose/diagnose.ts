/**
 * Reads a segment that is not as it was written, and says of each entry what became of it. An entry's leaf hash is
 * known twice beside the entry itself, from the tile and from `prev` of the entry behind it: what two of them say is
 * taken, so that one change is one fault and what is behind it is measured as it was.
 */
import { HASH_BYTES } from '../../../gateway/ledger/tree/hash.ts';
import type { Fault } from '../faults.ts';
import { Scanner } from '../scanner.ts';
import type { TileLeaves } from '../tile-leaves.ts';
import type { WalkedSegment } from '../walk.ts';
import { chooseEntries } from './choose-entries.ts';
import { findMisplaced } from './find-misplaced.ts';
import { followEntries } from './follow-entries.ts';
import { placeLines } from './place-lines.ts';
import { readLines } from './read-lines.ts';
import type { Line, Surroundings } from './types.ts';

/** Reads the segment, its faults into `faults`. */
export async function diagnoseSegment(
  segment: Surroundings,
  faults: Fault[],
): Promise<WalkedSegment> {
  const before = faults.length;
  const { lines, torn } = await readLines(segment, faults);
  const expected = expectedByTiles(segment.tiles);
  placeLines(lines, segment, expected, faults);
  const end = segment.next?.first ?? endOf(lines, segment, expected);
  const chosen = chooseEntries(lines, segment, end, expected, faults);
  for (const line of findMisplaced(chosen.filter((line) => line !== undefined)))
    faults.push({ fault: 'reordered', file: segment.file, line: line.number, seq: line.seq! });
  const followed = await Scanner.lend((scanner) =>
    followEntries(chosen, { ...segment, end, expected, scanner }, faults),
  );
  return { ...followed, torn, sure: faults.length === before };
}

function expectedByTiles(tiles: readonly TileLeaves[]): Map<number, Buffer> {
  const expected = new Map<number, Buffer>();
  // The widest tile of an index comes first and counts.
  for (const { first, leaves } of tiles.toReversed())
    for (let at = 0; at < leaves.length / HASH_BYTES; at += 1)
      expected.set(first + at, leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
  return expected;
}

/** The last entry is the last that a line or a tile knows. */
function endOf(lines: Line[], { first }: Surroundings, expected: Map<number, Buffer>): number {
  const known = [...expected.keys(), ...lines.map(({ seq }) => seq ?? -1)];
  return known.reduce((end, seq) => Math.max(end, seq + 1), first);
}
