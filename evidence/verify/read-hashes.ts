/** Reads hashes of a tree from the tiles of a directory, without waiting. */
import { hashNode, hashPerfect } from '../../gateway/ledger/tree/hash.ts';
import { TILE_BYTES, TILE_WIDTH, tilePath } from '../../gateway/ledger/tree/tiles.ts';
import { readIfThere } from './files.ts';

const TILE_HEIGHT = 8;

/** The hash over the 2^height entries from `index * 2^height` on; undefined where no full tile has it. */
export function readSubtree(dir: string, height: number, index: number): Buffer | undefined {
  const level = Math.floor(height / TILE_HEIGHT);
  const count = 2 ** (height % TILE_HEIGHT);
  const first = index * count;
  const tile = readIfThere(dir, tilePath(level, Math.floor(first / TILE_WIDTH)));
  if (tile?.length === TILE_BYTES) return hashPerfect(tile, first % TILE_WIDTH, count);
  // A tile that is not full yet is kept for checkpoints only: its hashes are made from those below.
  const left = height === 0 ? undefined : readSubtree(dir, height - 1, 2 * index);
  const right = left && readSubtree(dir, height - 1, 2 * index + 1);
  return left && right && hashNode(left, right);
}
