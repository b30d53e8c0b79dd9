/** A Merkle tree that grows: RFC 6962 section 2.1, kept as its tiles that are not full yet. */
import { EMPTY_ROOT, HASH_BYTES, hashNode, hashPerfect } from './hash.ts';
import { TILE_BYTES, TILE_WIDTH } from './tiles.ts';

/** Takes a full tile: 256 hashes of 32 bytes. Called in the order in which tiles fill, lower levels first. */
export type OnTile = (level: number, index: number, bytes: Buffer) => void;

/** The part of a level that is in no full tile: `count` hashes in all, the last `count % 256` in `bytes`. */
interface Level {
  count: number;
  bytes: Buffer;
}

/** A tree of leaf hashes. Memory: one tile (8 KiB) for each level of tiles. */
export class Tree {
  readonly #onTile: OnTile;
  readonly #levels: Level[];

  /** Without `levels` the tree is empty; `loadTree` makes one that goes on after a restart. */
  constructor(onTile: OnTile = () => undefined, levels: { count: number; partial: Buffer }[] = []) {
    this.#onTile = onTile;
    this.#levels = levels.map(({ count, partial }) => {
      const bytes = Buffer.alloc(TILE_BYTES);
      partial.copy(bytes);
      return { count, bytes };
    });
  }

  /** Number of entries. */
  get size(): number {
    return this.#levels[0]?.count ?? 0;
  }

  /** Adds the hash of the next entry, or those of the next entries, one after the other. */
  append(leafHashes: Uint8Array): void {
    if (leafHashes.length > 0) this.#push(0, leafHashes);
  }

  /**
   * Root of the tree as it is, or as it was at `size`: that size must share the last tile of level 0 with the
   * tree as it is (a RangeError else; `rootAt` reads older ones from tiles).
   */
  root(size = this.size): Buffer {
    if (size === 0) return EMPTY_ROOT;
    const first = this.size - (this.size % TILE_WIDTH);
    if (size > this.size || size < first)
      throw new RangeError(
        `the root at ${size} is not in memory: the tree has ${this.size} entries`,
      );
    let root: Buffer | undefined;
    for (const [at, level] of this.#levels.entries()) {
      const width = (at === 0 ? size : level.count) % TILE_WIDTH;
      root = hashRight(level.bytes, width, root);
    }
    return root!;
  }

  /** The first `width` hashes of a tile that is not full yet; undefined where the tree does not hold it. */
  partialTile(level: number, index: number, width: number): Buffer | undefined {
    const found = this.#levels[level];
    if (!found || index !== Math.floor(found.count / TILE_WIDTH)) return undefined;
    if (width < 1 || width > found.count % TILE_WIDTH) return undefined;
    return Buffer.from(found.bytes.subarray(0, width * HASH_BYTES));
  }

  #push(at: number, hashes: Uint8Array): void {
    const level = (this.#levels[at] ??= { count: 0, bytes: Buffer.alloc(TILE_BYTES) });
    const begin = (level.count % TILE_WIDTH) * HASH_BYTES;
    const fitting = hashes.subarray(0, TILE_BYTES - begin);
    level.bytes.set(fitting, begin);
    level.count += fitting.length / HASH_BYTES;
    if (level.count % TILE_WIDTH > 0) return;
    const tile = level.bytes;
    level.bytes = Buffer.alloc(TILE_BYTES);
    this.#onTile(at, level.count / TILE_WIDTH - 1, tile);
    this.#push(at + 1, hashPerfect(tile));
    if (hashes.length > fitting.length) this.#push(at, hashes.subarray(fitting.length));
  }
}

/**
 * The root over the first `width` hashes of a tile, followed on the right by the tree with root `right`:
 * the perfect subtrees, smallest and rightmost first, each to the left of what is there already.
 */
function hashRight(tile: Buffer, width: number, right: Buffer | undefined): Buffer | undefined {
  let root = right;
  let end = width;
  for (let count = 1; count <= end; count *= 2) {
    if (end % (2 * count) === 0) continue;
    end -= count;
    const subtree = hashPerfect(tile, end, count);
    root = root ? hashNode(subtree, root) : subtree;
  }
  return root;
}
