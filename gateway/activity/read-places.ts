/** Reads single lines of the ledger by their places, each segment once. */
import { open } from 'node:fs/promises';
import { parseLine } from '../ledger/entry.ts';
import { listSegments, readLines, type Segment } from '../ledger/segments.ts';
import type { LedgerEntry } from '../types.ts';
import type { ReadEntry } from '../ledger/read/reader.ts';

/** An entry's number, and where its line begins in its segment, in bytes, unpacked. */
export interface Place {
  seq: number;
  place: number;
}

/** No line is longer, its line feed included. */
const LONGEST = 65_536;
/** Most lines are shorter. */
const USUAL = 4096;

/** The entries at these places, by their numbers; those that have expired are left out. Rejects with the system's error. */
export async function readPlaces(
  dir: string,
  places: readonly Place[],
): Promise<Map<number, ReadEntry>> {
  const found = new Map<number, ReadEntry>();
  const segments = await listSegments(dir);
  const ordered = places.toSorted((a, b) => a.seq - b.seq);
  for (const [segment, wanted] of groupBySegment(segments, ordered)) {
    const lines = segment.form === 'open' ? readOpen(segment, wanted) : readPacked(segment, wanted);
    for await (const line of lines) {
      const entry = parseLine(line) as LedgerEntry | undefined;
      if (entry?.seq !== undefined) found.set(entry.seq, { line, entry });
    }
  }
  return found;
}

function groupBySegment(
  segments: readonly Segment[],
  places: readonly Place[],
): Map<Segment, Place[]> {
  const groups = new Map<Segment, Place[]>();
  for (const place of places) {
    const segment = segments.findLast(({ first }) => first <= place.seq);
    if (!segment) continue;
    const group = groups.get(segment);
    if (group) group.push(place);
    else groups.set(segment, [place]);
  }
  return groups;
}

async function* readOpen(segment: Segment, places: readonly Place[]): AsyncGenerator<Buffer, void> {
  const file = await open(segment.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  // It was packed since it was listed.
  if (!file) {
    yield* readPacked(segment, places);
    return;
  }
  try {
    for (const { place } of places) {
      const line = (await readAt(USUAL, place)) ?? (await readAt(LONGEST, place));
      if (line) yield line;
    }
  } finally {
    await file.close();
  }

  async function readAt(length: number, place: number): Promise<Buffer | undefined> {
    const { buffer, bytesRead } = await file!.read(Buffer.alloc(length), 0, length, place);
    const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
    return end < 0 ? undefined : buffer.subarray(0, end);
  }
}

async function* readPacked(
  segment: Segment,
  places: readonly Place[],
): AsyncGenerator<Buffer, void> {
  const wanted = new Set(places.map(({ place }) => place));
  for await (const { bytes, offset } of readLines(segment, places[0]!.place)) {
    if (wanted.delete(offset)) yield bytes;
    if (wanted.size === 0) return;
  }
}
