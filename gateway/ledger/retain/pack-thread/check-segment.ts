/** Holds a packed segment against the tree, before only this copy of it is left. */
import { stat } from 'node:fs/promises';
import { entryCorruption } from '../../recover/corruption.ts';
import { hashEntries } from '../../recover/restore-tree.ts';
import { readLines, segmentAt, type Segment } from '../../segments.ts';
import { HASH_BYTES, hashLeaf } from '../../tree/hash.ts';
import { tilesOfDirectory, type TileSource } from '../../tree/tile-source.ts';
import { TILE_WIDTH } from '../../tree/tiles.ts';
import type { Pace } from '../pace.ts';

/** Lines between looks at the time. */
const LINES = 32;

/** How far the tree reaches. */
export interface TreeEdge {
  /** Entries. */
  size: number;
  /** Leaf hashes of the last tile, where that is not full. */
  hashes: Uint8Array;
}

/** A full tile of level 0. */
export interface MetTile {
  index: number;
  /** Its hashes, where it is not in the directory: a crash has lost it. */
  lost?: Uint8Array;
}

/** A segment that is as it was written, also packed. */
export interface CheckedSegment {
  /** Unpacked. */
  bytes: number;
  /** The full tiles that it was held against. */
  tiles: MetTile[];
}

/**
 * Reads the packed copy of a segment, and compares each entry with the tree. Throws SetupError where an entry is not what the tree
 * says, for the copy is of what was read (zstd's own checksum says so); an Error where it does not have all of it.
 */
export async function checkSegment(
  dir: string,
  segment: Segment,
  edge: TreeEdge,
  pace: Pace,
): Promise<CheckedSegment> {
  const stored = tilesOfDirectory(dir);
  const last = Math.floor(edge.size / TILE_WIDTH);
  const tiles: MetTile[] = [];
  let bytes = 0;
  let met: { index: number; hashes: Uint8Array } | undefined;
  for await (const line of readLines(segmentAt(dir, segment.first, 'packed'))) {
    if (line.number % LINES === 0) await pace.rest();
    bytes += line.bytes.length + Number(line.ended);
    const seq = segment.first + line.number - 1;
    const index = Math.floor(seq / TILE_WIDTH);
    if (index !== met?.index) {
      const hashes = index < last ? await meetTile(dir, stored, index, tiles) : edge.hashes;
      met = { index, hashes };
    }
    const begin = (seq % TILE_WIDTH) * HASH_BYTES;
    const known = met.hashes.subarray(begin, begin + HASH_BYTES);
    if (seq >= edge.size || !hashLeaf(line.bytes).equals(known))
      throw entryCorruption(segment, line.number, seq, 'its hash is not that of the tree');
  }
  if (bytes !== (await stat(segment.path)).size)
    throw new Error(`the packed copy of ${segment.file} does not hold all of it`);
  return { bytes, tiles };
}

async function meetTile(
  dir: string,
  stored: TileSource,
  index: number,
  tiles: MetTile[],
): Promise<Buffer> {
  const found = await stored(0, index, TILE_WIDTH);
  if (found) {
    tiles.push({ index });
    return found;
  }
  const begin = index * TILE_WIDTH;
  const lost = Buffer.concat(await hashEntries(dir, begin, begin + TILE_WIDTH));
  tiles.push({ index, lost });
  return lost;
}
