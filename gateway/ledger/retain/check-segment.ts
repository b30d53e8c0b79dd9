/** Holds a closed segment against its tiles, before only a packed copy of it is left. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { entryCorruption } from '../recover/corruption.ts';
import { hashEntries } from '../recover/restore-tree.ts';
import { readLines, type Segment } from '../segments.ts';
import type { Storage } from '../storage.ts';
import { HASH_BYTES, hashLeaf } from '../tree/hash.ts';
import { tilesOfDirectory } from '../tree/tile-source.ts';
import { TILE_WIDTH, tilePath } from '../tree/tiles.ts';
import type { Pace } from './pace.ts';

/** Lines between looks at the time. */
const LINES = 32;

/**
 * Reads the segment and compares each entry with the tiles of level 0 that are full in a tree of `size` entries.
 * A tile that a crash has lost is made anew; all are then made durable. Resolves to the SHA-256 of the segment, in
 * hex. Throws SetupError where an entry is not what its tile says.
 */
export async function checkSegment(
  dir: string,
  storage: Storage,
  segment: Segment,
  size: number,
  pace: Pace,
): Promise<string> {
  const hash = createHash('sha256');
  const stored = tilesOfDirectory(dir);
  let tile: Buffer | undefined;
  for await (const { bytes, number } of readLines(segment)) {
    if (number % LINES === 0) await pace.rest();
    hash.update(bytes).update('\n');
    const seq = segment.first + number - 1;
    const index = Math.floor(seq / TILE_WIDTH);
    if ((index + 1) * TILE_WIDTH > size) continue;
    const begin = (seq % TILE_WIDTH) * HASH_BYTES;
    if (begin === 0 || !tile) tile = await settleTile(dir, storage, index, stored);
    if (!hashLeaf(bytes).equals(tile.subarray(begin, begin + HASH_BYTES)))
      throw entryCorruption(segment, number, seq, 'its hash is not that of the tree');
  }
  return hash.digest('hex');
}

/** Reads a full tile, which is durable then. */
async function settleTile(
  dir: string,
  storage: Storage,
  index: number,
  stored: ReturnType<typeof tilesOfDirectory>,
): Promise<Buffer> {
  const name = tilePath(0, index);
  let tile = await stored(0, index, TILE_WIDTH);
  if (!tile) {
    const begin = index * TILE_WIDTH;
    tile = Buffer.concat(await hashEntries(dir, begin, begin + TILE_WIDTH));
    await storage.writeDerived(dir, name, tile);
  }
  const file = await storage.open(join(dir, name), false);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  return tile;
}
