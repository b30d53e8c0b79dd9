/** The tiles above level 0: each hash in them is that over a full tile below. */
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import type { SubtreeHash } from '../../gateway/ledger/tree/range.ts';
import {
  TILE_WIDTH,
  hashesAtLevel,
  partialTiles,
  tilePath,
} from '../../gateway/ledger/tree/tiles.ts';
import type { Fault } from './faults.ts';
import { readIfThere } from './files.ts';

const TILE_HEIGHT = 8;

/** Gathers the hashes of the levels above 0 and compares them with the tiles. */
export class UpperTiles {
  readonly #levels = new Map<number, Map<number, Uint8Array>>();

  /** Takes a hash of a height that tiles have. */
  take({ height, index, hash }: SubtreeHash): void {
    const level = height / TILE_HEIGHT;
    if (level < 1) return;
    const known = this.#levels.get(level) ?? new Map<number, Uint8Array>();
    this.#levels.set(level, known);
    known.set(index, hash);
  }

  /** Compares every full tile of a tree of `size` entries, and partial ones where they are there. */
  compare(dir: string, size: number): Fault[] {
    const faults: Fault[] = [];
    for (const [level, hashes] of this.#levels) {
      const full = Math.floor(hashesAtLevel(size, level) / TILE_WIDTH);
      for (let index = 0; index < full; index += 1)
        faults.push(...compareTile(dir, { level, index, width: TILE_WIDTH }, hashes, true));
    }
    for (const tile of partialTiles(size)) {
      const hashes = this.#levels.get(tile.level);
      if (hashes) faults.push(...compareTile(dir, tile, hashes, false));
    }
    return faults;
  }
}

function compareTile(
  dir: string,
  { level, index, width }: { level: number; index: number; width: number },
  hashes: ReadonlyMap<number, Uint8Array>,
  needed: boolean,
): Fault[] {
  const file = tilePath(level, index, width);
  const bytes = readIfThere(dir, file);
  if (!bytes) return needed ? [{ fault: 'tile-missing', file }] : [];
  if (bytes.length !== width * HASH_BYTES)
    return [{ fault: 'tile-altered', file, detail: 'its length' }];
  for (let at = 0; at < width; at += 1) {
    const hash = hashes.get(index * TILE_WIDTH + at);
    if (hash && !bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES).equals(hash))
      return [{ fault: 'tile-altered', file, detail: `hash ${at}` }];
  }
  return [];
}
