/** Reads the hashes of a tree from its tiles. */
import { HASH_BYTES, hashPerfect } from './hash.ts';
import type { HashReader } from './proofs.ts';
import type { TileSource } from './tile-source.ts';
import { TILE_WIDTH, hashesAtLevel, tilePath } from './tiles.ts';

const TILE_HEIGHT = 8;
const MAX_CACHED = 64;

/** A tile that a proof or a root needs is not there. */
export class MissingTileError extends Error {
  override name = 'MissingTileError';
  /** Path of the tile below the log's prefix. */
  readonly path: string;

  constructor(path: string) {
    super(`${path} is missing or has not the length that its name says`);
    this.path = path;
  }
}

/**
 * The hashes of a tree of `size` entries, from `source`. Rejects with a MissingTileError. The last tiles read are
 * kept, for the next proof of the same tree.
 */
export function readTiles(size: number, source: TileSource): HashReader {
  const cached = new Map<string, Buffer>();

  async function readTile(level: number, index: number): Promise<Buffer> {
    const width = Math.min(TILE_WIDTH, hashesAtLevel(size, level) - index * TILE_WIDTH);
    const path = tilePath(level, index, width);
    const known = cached.get(path);
    if (known) return known;
    const bytes = width > 0 ? await source(level, index, width) : undefined;
    if (!bytes) throw new MissingTileError(path);
    if (cached.size >= MAX_CACHED) cached.delete(cached.keys().next().value!);
    cached.set(path, bytes);
    return bytes;
  }

  return async (height, index) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const first = index * count;
    const tile = await readTile(level, Math.floor(first / TILE_WIDTH));
    const begin = first % TILE_WIDTH;
    // The subtree may reach past a partial tile: then the tree is smaller than the caller thinks.
    if (tile.length < (begin + count) * HASH_BYTES)
      throw new RangeError(`the tree of ${size} entries has no hash ${index} at height ${height}`);
    return hashPerfect(tile, begin, count);
  };
}
