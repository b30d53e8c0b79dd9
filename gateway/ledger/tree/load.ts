/** Takes up a tree where it was left. */
import { hashPerfect } from './hash.ts';
import { MissingTileError } from './tile-reader.ts';
import type { TileSource } from './tile-source.ts';
import { TILE_WIDTH, hashesAtLevel, tilePath } from './tiles.ts';
import { Tree, type OnTile } from './tree.ts';

/**
 * The tree over the first `tiles` full tiles of level 0; the caller appends the leaf hashes of the entries behind
 * them. A full tile of a higher level that is missing (a crash came between them) is made from those below and
 * handed to `onTile`. Rejects with a MissingTileError where one of level 0 is missing.
 */
export async function loadTree(tiles: number, source: TileSource, onTile?: OnTile): Promise<Tree> {
  const size = tiles * TILE_WIDTH;
  const levels: { count: number; partial: Buffer }[] = [{ count: size, partial: Buffer.alloc(0) }];
  for (let level = 1, count = tiles; count > 0; level += 1, count = hashesAtLevel(size, level)) {
    const first = count - (count % TILE_WIDTH);
    const roots: Buffer[] = [];
    for (let index = first; index < count; index += 1)
      roots.push(hashPerfect(await readFull(level - 1, index, source, onTile)));
    levels.push({ count, partial: Buffer.concat(roots) });
  }
  return new Tree(onTile, levels);
}

async function readFull(
  level: number,
  index: number,
  source: TileSource,
  onTile: OnTile | undefined,
): Promise<Buffer> {
  const stored = await source(level, index, TILE_WIDTH);
  if (stored) return stored;
  if (level === 0) throw new MissingTileError(tilePath(level, index));
  const roots: Buffer[] = [];
  for (let below = index * TILE_WIDTH; below < (index + 1) * TILE_WIDTH; below += 1)
    roots.push(hashPerfect(await readFull(level - 1, below, source, onTile)));
  const tile = Buffer.concat(roots);
  onTile?.(level, index, tile);
  return tile;
}
