/** The leaf hashes of a range of entries, as the tiles of level 0 have them. */
import { join } from 'node:path';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { TILE_BYTES, TILE_WIDTH, tilePath } from '../../gateway/ledger/tree/tiles.ts';
import { namesIn, readIfThere } from './files.ts';

/** Hashes of one tile: `leaves` from entry `first` on. */
export interface TileLeaves {
  first: number;
  leaves: Buffer;
  path: string;
}

/** What tiles say of a range. */
export interface RangeOfTiles {
  tiles: TileLeaves[];
  /** Paths of full tiles that end within the range and are not there, and the entry that each ends before. */
  missing: { path: string; end: number }[];
  /** Paths of tiles whose length is not that of their name. */
  damaged: string[];
}

/**
 * Reads the tiles that overlap the entries from `begin` to before `end`, cut to these. Where the end is not known it is
 * Infinity, and the first index without a tile ends the reading.
 */
export function readTileLeaves(dir: string, begin: number, end: number): RangeOfTiles {
  const found: RangeOfTiles = { tiles: [], missing: [], damaged: [] };
  for (let index = Math.floor(begin / TILE_WIDTH); index * TILE_WIDTH < end; index += 1) {
    const from = index * TILE_WIDTH;
    const path = tilePath(0, index);
    const full = readIfThere(dir, path);
    if (full?.length === TILE_BYTES) take(found, path, full, from, begin, end);
    else if (full) found.damaged.push(path);
    else if (from + TILE_WIDTH <= end) found.missing.push({ path, end: from + TILE_WIDTH });
    const partials = full ? [] : partialsOf(dir, index);
    if (!full && partials.length === 0 && end === Infinity) break;
    for (const partial of partials) {
      const name = tilePath(0, index, partial);
      // A gateway that writes removes those of smaller trees.
      const bytes = readIfThere(dir, name);
      if (!bytes) continue;
      if (bytes.length === partial * HASH_BYTES) take(found, name, bytes, from, begin, end);
      else found.damaged.push(name);
    }
  }
  return found;
}

function take(
  found: RangeOfTiles,
  path: string,
  bytes: Buffer,
  from: number,
  begin: number,
  end: number,
): void {
  const first = Math.max(from, begin);
  const last = Math.min(from + bytes.length / HASH_BYTES, end);
  if (first >= last) return;
  const leaves = bytes.subarray((first - from) * HASH_BYTES, (last - from) * HASH_BYTES);
  found.tiles.push({ first, leaves, path });
}

/** Widths of the partial tiles of an index, the widest first. */
function partialsOf(dir: string, index: number): number[] {
  return namesIn(join(dir, `${tilePath(0, index)}.p`))
    .filter((name) => /^[1-9]\d{0,2}$/.test(name) && Number(name) < TILE_WIDTH)
    .map(Number)
    .toSorted((a, b) => b - a);
}
