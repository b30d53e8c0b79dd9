/**
 * The hashes over a range of a tree's entries: the fewest whole subtrees that cover it. Ranges that follow one another
 * are joined without their entries, so that parts of a tree can be hashed apart.
 */
import { EMPTY_ROOT, HASH_BYTES, hashNode, hashPerfect } from './hash.ts';
import { TILE_WIDTH } from './tiles.ts';

const TILE_HEIGHT = 8;

/** A whole subtree: the hash over the 2^height entries from `index * 2^height` on. */
export interface SubtreeHash {
  height: number;
  index: number;
  hash: Buffer;
}

/** Takes each hash that stands in a tile above level 0, as it becomes known. */
export type OnSubtree = (subtree: SubtreeHash) => void;

/** A range that grows to the right. */
export class TreeRange {
  /** Where it begins. */
  readonly begin: number;
  /** The subtrees, from the left. */
  readonly nodes: SubtreeHash[] = [];
  readonly #onSubtree: OnSubtree | undefined;
  #end: number;

  constructor(begin: number, onSubtree?: OnSubtree) {
    this.begin = begin;
    this.#end = begin;
    this.#onSubtree = onSubtree;
  }

  /** Where it ends: before the entry of this number. */
  get end(): number {
    return this.#end;
  }

  /** Adds the `count` leaf hashes that follow one another in `hashes` from hash number `first` on. */
  appendLeaves(hashes: Buffer, first: number, count: number): void {
    let at = first;
    const stop = first + count;
    while (at < stop) {
      const whole = this.#end % TILE_WIDTH === 0 && at + TILE_WIDTH <= stop;
      const width = whole ? TILE_WIDTH : 1;
      const hash = hashPerfect(hashes, at, width);
      if (whole) this.#onSubtree?.({ height: TILE_HEIGHT, index: this.#end / TILE_WIDTH, hash });
      this.append({ height: whole ? TILE_HEIGHT : 0, index: this.#end / width, hash });
      at += width;
    }
  }

  /** Adds a subtree that begins where the range ends. */
  append(subtree: SubtreeHash): void {
    let node = subtree;
    this.#end = (node.index + 1) * 2 ** node.height;
    for (let left = this.nodes.at(-1); left; left = this.nodes.at(-1)) {
      if (left.height !== node.height || left.index % 2 === 1) break;
      this.nodes.pop();
      const hash = hashNode(left.hash, node.hash);
      node = { height: node.height + 1, index: left.index / 2, hash };
      if (node.height % TILE_HEIGHT === 0) this.#onSubtree?.(node);
    }
    this.nodes.push(node);
  }

  /** Adds the range that begins where this one ends. */
  appendRange(nodes: readonly SubtreeHash[]): void {
    for (const node of nodes) this.append(node);
  }

  /** This range as it is now, to be continued apart. */
  copy(): TreeRange {
    const copy = new TreeRange(this.begin);
    copy.nodes.push(...this.nodes);
    copy.#end = this.#end;
    return copy;
  }

  /** The root of the tree, for a range that begins at 0. */
  root(): Buffer {
    return this.nodes
      .map(({ hash }) => hash)
      .reduceRight(
        (right, left) => (right === EMPTY_ROOT ? left : hashNode(left, right)),
        EMPTY_ROOT,
      );
  }
}

/** The fewest whole subtrees that cover a range, from the left. */
export function coverRange(begin: number, end: number): { height: number; index: number }[] {
  const cover = [];
  for (let at = begin; at < end;) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height += 1;
    cover.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return cover;
}

/** RFC 6962 hash of leaf hashes that follow one another, as a tree of their own. */
export function hashTree(hashes: Buffer): Buffer {
  const range = new TreeRange(0);
  range.appendLeaves(hashes, 0, hashes.length / HASH_BYTES);
  return range.root();
}
