/** Holds a closed segment against its tiles, before only a packed copy of it is left. */
import { createHash } from 'node:crypto';
import { entryCorruption } from '../../recover/corruption.ts';
import { hashEntries } from '../../recover/restore-tree.ts';
import { readLines, type Segment } from '../../segments.ts';
import { HASH_BYTES, hashLeaf } from '../../tree/hash.ts';
import { tilesOfDirectory, type TileSource } from '../../tree/tile-source.ts';
import { TILE_WIDTH } from '../../tree/tiles.ts';
import type { Pace } from '../pace.ts';

/** Lines between looks at the time. */
const LINES = 32;

/** A full tile of level 0. */
export interface MetTile {
  index: number;
  /** Its hashes, where it is not in the directory: a crash has lost it. */
  lost?: Uint8Array;
}

/** A segment that is as it was written. */
export interface CheckedSegment {
  /** In hex. */
  sha256: string;
  /** The tiles that it was held against. */
  tiles: MetTile[];
}

/**
 * Reads the segment and compares each entry with the tiles of level 0 that are full in a tree of `size` entries.
 * Throws SetupError where an entry is not what its tile says.
 */
export async function checkSegment(
  dir: string,
  segment: Segment,
  size: number,
  pace: Pace,
): Promise<CheckedSegment> {
  const hash = createHash('sha256');
  const stored = tilesOfDirectory(dir);
  const tiles: MetTile[] = [];
  let hashes: Buffer | undefined;
  for await (const { bytes, number } of readLines(segment)) {
    if (number % LINES === 0) await pace.rest();
    hash.update(bytes).update('\n');
    const seq = segment.first + number - 1;
    const index = Math.floor(seq / TILE_WIDTH);
    if ((index + 1) * TILE_WIDTH > size) continue;
    const begin = (seq % TILE_WIDTH) * HASH_BYTES;
    if (begin === 0 || !hashes) hashes = await meetTile(dir, stored, index, tiles);
    if (!hashLeaf(bytes).equals(hashes.subarray(begin, begin + HASH_BYTES)))
      throw entryCorruption(segment, number, seq, 'its hash is not that of the tree');
  }
  return { sha256: hash.digest('hex'), tiles };
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
