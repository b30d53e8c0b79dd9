/** Reads the ledger's lines from where the index stands. */
import { listSegments, readLines } from '../ledger/segments.ts';
import type { LedgerEntry } from '../types.ts';
import { parseLine } from '../ledger/entry.ts';
import { EvidenceDamage } from '../ledger/read/damage.ts';

/** Where the reading stands: the next entry, and where its line begins in which segment. */
export interface Position {
  next: number;
  /** Number of the segment's first entry. */
  segment: number;
  /** Bytes, unpacked. */
  place: number;
}

/** An entry, and where it stands. */
export interface PlacedEntry {
  entry: LedgerEntry;
  line: Buffer;
  segment: number;
  place: number;
}

/** The entries from `position.next` to `last`. What has expired is left out. Rejects with the system's error, or EvidenceDamage. */
export async function* readTail(
  dir: string,
  { next, segment: current, place }: Position,
  last: number,
): AsyncGenerator<PlacedEntry, void> {
  const segments = await listSegments(dir);
  const begin = Math.max(
    0,
    segments.findLastIndex(({ first }) => first <= next),
  );
  for (const segment of segments.slice(begin)) {
    if (segment.first > last) return;
    const start = segment.first === current ? place : 0;
    let expected = segment.first === current ? next : segment.first;
    for await (const { bytes, offset, ended } of readLines(segment, start)) {
      if (!ended || expected > last) break;
      const entry = parseLine(bytes) as LedgerEntry | undefined;
      if (entry?.seq !== expected)
        throw new EvidenceDamage(`${segment.path}: at ${offset} is not entry ${expected}`);
      if (expected >= next) yield { entry, line: bytes, segment: segment.first, place: offset };
      expected += 1;
    }
  }
}
