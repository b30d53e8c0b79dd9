/** Writes the tiles of the tree. They can be made anew from the entries, so nothing waits for the disk. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Storage } from '../storage.ts';
import { TILE_WIDTH, partialTiles, tilePath } from '../tree/tiles.ts';
import type { Tree } from '../tree/tree.ts';

/** A tile on its way to its file. */
export interface Tile {
  level: number;
  index: number;
  width: number;
  bytes: Buffer;
}

/** Keeps full tiles until they are written; the caller sees to it that one call of a method runs at a time. */
export class TileWriter {
  readonly #storage: Storage;
  readonly #dir: string;
  #full: Tile[] = [];

  constructor(storage: Storage, dir: string) {
    this.#storage = storage;
    this.#dir = dir;
  }

  /** Takes a tile that is full. */
  add(level: number, index: number, bytes: Buffer): void {
    this.#full.push({ level, index, width: TILE_WIDTH, bytes });
  }

  /** A full tile that is not written yet. */
  find(level: number, index: number): Buffer | undefined {
    return this.#full.find((tile) => tile.level === level && tile.index === index)?.bytes;
  }

  /** Writes the full tiles and then `partial` ones. Rejects with the system's error; what was not written is kept. */
  async flush(partial: readonly Tile[] = []): Promise<void> {
    while (this.#full.length > 0) {
      const tile = this.#full[0]!;
      await this.#write(tile);
      this.#full = this.#full.filter((other) => other !== tile);
      await this.#storage.remove(join(this.#dir, dirname(tilePath(tile.level, tile.index, 1))));
    }
    for (const tile of partial) await this.#write(tile);
  }

  /** Removes the partial tiles beside `kept`, which stand for smaller trees. */
  async prune(kept: readonly Tile[]): Promise<void> {
    for (const { level, index, width } of kept) {
      const dir = join(this.#dir, dirname(tilePath(level, index, width)));
      for (const name of await readdir(dir))
        if (name !== String(width)) await this.#storage.remove(join(dir, name));
    }
  }

  async #write({ level, index, width, bytes }: Tile): Promise<void> {
    await this.#storage.writeDerived(this.#dir, tilePath(level, index, width), bytes);
  }
}

/** The tiles of a tree that are not full, as they are now. */
export function takePartialTiles(tree: Tree): Tile[] {
  return partialTiles(tree.size).map(({ level, index, width }) => ({
    level,
    index,
    width,
    bytes: tree.partialTile(level, index, width)!,
  }));
}
