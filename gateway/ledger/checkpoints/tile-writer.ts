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
  readonly #full: Tile[] = [];
  /** The directories of partial tiles that there are; not known before the first flush, for another run may have made some. */
  #beside: Set<string> | undefined;

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
    const full = [...this.#full];
    await this.#write(full);
    this.#full.splice(0, full.length);
    await this.#removeBeside(full);
    // Behind that: a tile may have become full since its partial one was taken.
    for (const tile of partial) this.#beside?.add(besideOf(tile));
    await this.#write(partial);
    this.#beside ??= new Set(partial.map(besideOf));
  }

  /** Removes the partial tiles beside `kept`, which stand for smaller trees. */
  async prune(kept: readonly Tile[]): Promise<void> {
    for (const tile of kept) {
      const dir = join(this.#dir, besideOf(tile));
      for (const name of await readdir(dir))
        if (name !== String(tile.width)) await this.#storage.remove(join(dir, name));
    }
  }

  async #write(tiles: readonly Tile[]): Promise<void> {
    if (tiles.length === 0) return;
    const files = tiles.map((tile) => ({ name: nameOf(tile), bytes: tile.bytes }));
    await this.#storage.writeDerived(this.#dir, files);
  }

  /** Removes the partial tiles of tiles that are full. */
  async #removeBeside(full: readonly Tile[]): Promise<void> {
    for (const beside of full.map(besideOf)) {
      if (this.#beside && !this.#beside.has(beside)) continue;
      await this.#storage.remove(join(this.#dir, beside));
      this.#beside?.delete(beside);
    }
  }
}

function nameOf({ level, index, width }: Tile): string {
  return tilePath(level, index, width);
}

/** The directory of a tile's partial ones. */
function besideOf({ level, index }: Tile): string {
  return dirname(tilePath(level, index, 1));
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
