/** Where tiles are read from. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HASH_BYTES } from './hash.ts';
import { TILE_WIDTH, tilePath } from './tiles.ts';
import type { Tree } from './tree.ts';

/** Reads the first `width` hashes of a tile; undefined where it is not there. */
export type TileSource = (
  level: number,
  index: number,
  width: number,
) => Promise<Buffer | undefined>;

/**
 * The tiles below a directory, such as a ledger's. A tile that has grown full since is read in place of the
 * partial one. A file of another length than its name says counts as missing.
 */
export function tilesOfDirectory(dir: string): TileSource {
  return tilesOf(async (path) => {
    try {
      return await readFile(join(dir, path));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  });
}

/** The tiles in a map from path to bytes. */
export function tilesOfMap(map: ReadonlyMap<string, Buffer>): TileSource {
  return tilesOf((path) => map.get(path));
}

/** The tiles of a tree that grows: those that are not full from memory, the others from `full`. */
export function tilesOfTree(tree: Tree, full: TileSource): TileSource {
  return async (level, index, width) =>
    tree.partialTile(level, index, width) ?? (await full(level, index, width));
}

function tilesOf(
  read: (path: string) => Promise<Buffer | undefined> | Buffer | undefined,
): TileSource {
  return async (level, index, width) => {
    for (const stored of width < TILE_WIDTH ? [width, TILE_WIDTH] : [TILE_WIDTH]) {
      const bytes = await read(tilePath(level, index, stored));
      if (bytes?.length === stored * HASH_BYTES) return bytes.subarray(0, width * HASH_BYTES);
    }
    return undefined;
  };
}
