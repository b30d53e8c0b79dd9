/** Entry bundles: C2SP tlog-tiles, `tile/entries/N`. */
import { listAllSegments, readLines, type Segment } from '../segments.ts';
import { TILE_WIDTH } from '../tree/tiles.ts';

const LENGTH_BYTES = 2;

/**
 * The first `width` entries of bundle `index`, each with its length in 16 bits before it; undefined where one of
 * them is not there (any more). Rejects with the system's error.
 */
export async function readEntryBundle(
  dir: string,
  index: number,
  width: number,
): Promise<Buffer | undefined> {
  const begin = index * TILE_WIDTH;
  const parts: Buffer[] = [];
  const segments = await listAllSegments(dir);
  for (const [at, segment] of segments.entries()) {
    const next = segments[at + 1]?.first ?? Infinity;
    if (next <= begin || segment.first >= begin + width) continue;
    if (segment.form === 'expired') return undefined;
    for (const line of await linesOf(segment, begin, begin + width)) {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(line.length);
      parts.push(length, line);
    }
  }
  return parts.length === 2 * width ? Buffer.concat(parts) : undefined;
}

/** The lines of the entries from `begin` to before `end`. */
async function linesOf(segment: Segment, begin: number, end: number): Promise<Buffer[]> {
  const lines: Buffer[] = [];
  for await (const { bytes, number, ended } of readLines(segment)) {
    const seq = segment.first + number - 1;
    if (seq >= end || !ended) break;
    if (seq >= begin) lines.push(bytes);
  }
  return lines;
}
