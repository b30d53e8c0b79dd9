/** A tree beside its leaf hashes, and its root by RFC 6962's own recursion. */
import { EMPTY_ROOT, hashLeaf, hashNode } from '../../../gateway/ledger/tree/hash.ts';
import { tilesOfMap, tilesOfTree } from '../../../gateway/ledger/tree/tile-source.ts';
import { tilePath } from '../../../gateway/ledger/tree/tiles.ts';
import { Tree } from '../../../gateway/ledger/tree/tree.ts';

/** Entry `index` of the test trees. */
export function entryAt(index: number): Buffer {
  return Buffer.from(`entry ${index}`);
}

/** A tree of `size` entries, its full tiles by path, and a source of all its tiles. */
export function growTree(size: number) {
  const leaves: Buffer[] = [];
  const tiles = new Map<string, Buffer>();
  const tree = new Tree((level, index, bytes) => {
    tiles.set(tilePath(level, index), bytes);
  });
  for (let index = 0; index < size; index += 1) {
    const leaf = hashLeaf(entryAt(index));
    leaves.push(leaf);
    tree.append(leaf);
  }
  return { tree, leaves, tiles, source: tilesOfTree(tree, tilesOfMap(tiles)) };
}

/** MTH of RFC 6962 section 2.1, over leaf hashes. */
export function recursiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hashNode(recursiveRoot(leaves.slice(0, split)), recursiveRoot(leaves.slice(split)));
}
