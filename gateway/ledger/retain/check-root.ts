/** Holds a segment against the tree before it is removed: what was altered is evidence, and its root would be signed. */
import { corruption } from '../recover/corruption.ts';
import type { Segment } from '../segments.ts';
import { HASH_BYTES } from '../tree/hash.ts';
import { hashTree } from '../tree/range.ts';
import { tilesOfDirectory, tilesOfTree } from '../tree/tile-source.ts';
import { TILE_WIDTH } from '../tree/tiles.ts';
import type { Tree } from '../tree/tree.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** Throws SetupError where the segment's entries are not those of the tree; an Error where a tile is not there yet. */
export async function checkRoot(
  dir: string,
  tree: Tree,
  { path }: Segment,
  { first, last, root }: Pick<SegmentFacts, 'first' | 'last' | 'root'>,
): Promise<void> {
  const end = last + 1;
  if (end > tree.size) throw corruption(path, '', 'it has more entries than the tree');
  const source = tilesOfTree(tree, tilesOfDirectory(dir));
  const leaves: Buffer[] = [];
  for (let begin = first; begin < end;) {
    const index = Math.floor(begin / TILE_WIDTH);
    const before = index * TILE_WIDTH;
    const next = Math.min(end, before + TILE_WIDTH);
    const tile = await source(0, index, Math.min(TILE_WIDTH, tree.size - before));
    if (!tile) throw new Error(`the tile with the hash of entry ${begin} is not there`);
    leaves.push(tile.subarray((begin - before) * HASH_BYTES, (next - before) * HASH_BYTES));
    begin = next;
  }
  if (!hashTree(Buffer.concat(leaves)).equals(root))
    throw corruption(path, '', 'its entries are not those of the tree');
}
