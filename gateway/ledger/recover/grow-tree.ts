/** Grows the restored tree by the entries of the last segment, and holds it against the newest checkpoint. */
import { basename } from 'node:path';
import { HASH_BYTES } from '../tree/hash.ts';
import { TILE_WIDTH } from '../tree/tiles.ts';
import type { Tree } from '../tree/tree.ts';
import type { Segment } from '../segments.ts';
import { corruption, entryCorruption } from './corruption.ts';
import type { NewestCheckpoint } from './newest-checkpoint.ts';
import { readTile, type TreeFiles } from './restore-tree.ts';

/** The tree, and the first entry whose hash is not the one of its tile. */
export class GrowingTree {
  readonly tree: Tree;
  readonly #files: TreeFiles;
  readonly #newest: NewestCheckpoint | undefined;
  #tile: Buffer | undefined;
  #odd: { segment: Segment; line: number; seq: number } | undefined;

  constructor(tree: Tree, files: TreeFiles, newest: NewestCheckpoint | undefined) {
    this.tree = tree;
    this.#files = files;
    this.#newest = newest;
    this.#checkRoot();
  }

  /** Adds the next hash, read from a tile. Throws SetupError where the root is not that of the checkpoint. */
  append(leaf: Buffer): void {
    this.tree.append(leaf);
    this.#checkRoot();
  }

  /** Adds that of an entry. */
  async appendEntry(leaf: Buffer, segment: Segment): Promise<void> {
    const seq = this.tree.size;
    if (seq < this.#files.covered && !this.#odd) await this.#compare(leaf, segment, seq);
    this.append(leaf);
  }

  async #compare(leaf: Buffer, segment: Segment, seq: number): Promise<void> {
    const begin = (seq % TILE_WIDTH) * HASH_BYTES;
    if (begin === 0 || !this.#tile)
      this.#tile = (await readTile(this.#files, Math.floor(seq / TILE_WIDTH))) ?? Buffer.alloc(0);
    const stored = this.#tile.subarray(begin, begin + HASH_BYTES);
    // Not an error yet: it may be the tile that is wrong, which the root will tell.
    if (stored.length > 0 && !stored.equals(leaf))
      this.#odd = { segment, line: seq - segment.first + 1, seq };
  }

  #checkRoot(): void {
    const { signed, parsed } = this.#newest ?? {};
    if (!signed || this.tree.size !== parsed!.size) return;
    if (this.tree.root().equals(parsed!.root)) return;
    if (this.#odd) {
      const { segment, line, seq } = this.#odd;
      throw entryCorruption(segment, line, seq, 'its hash is not that of the tree');
    }
    throw corruption(
      this.#files.dir,
      `the first ${signed.size} entries`,
      `their tree has not the root that their checkpoint has (files ${basename(this.#files.dir)}/tile)`,
    );
  }
}
