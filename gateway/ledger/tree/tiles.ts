/** How a tree is cut into tiles, and what they are called: C2SP tlog-tiles. */

/** Hashes in a full tile. */
export const TILE_WIDTH = 256;

/** Length of a full tile in bytes. */
export const TILE_BYTES = TILE_WIDTH * 32;

/** A tile's place: `entries` is the level of entry bundles; `width` is the number of its hashes, 1 to 256. */
export interface TileName {
  level: number | 'entries';
  index: number;
  width: number;
}

/** Path of a tile below the log's prefix, such as `tile/0/x001/x234/067` or `tile/1/000.p/17`. */
export function tilePath(level: number | 'entries', index: number, width = TILE_WIDTH): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const parts = padded.match(/\d{3}/g)!;
  const name = parts.map((part, at) => (at < parts.length - 1 ? `x${part}` : part)).join('/');
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;

/** Reads what `tilePath` makes; undefined for any other text. */
export function parseTilePath(path: string): TileName | undefined {
  const found = PATH.exec(path);
  if (!found) return undefined;
  const level = found[1] === 'entries' ? 'entries' : Number(found[1]);
  const index = Number(found[2]!.replaceAll(/[x/]/g, ''));
  const width = found[3] === undefined ? TILE_WIDTH : Number(found[3]);
  // One spelling for each tile: no leading zeros, no `.p/256`.
  const known = level === 'entries' || level <= 63;
  const spelt = Number.isSafeInteger(index) && width > 0 && tilePath(level, index, width) === path;
  return known && spelt ? { level, index, width } : undefined;
}

/** Number of hashes at a tile level of a tree of `size` entries: whole subtrees of 256^level entries. */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The tiles of a tree that are not full, from the lowest level up. */
export function partialTiles(size: number): (TileName & { level: number })[] {
  const tiles = [];
  for (let level = 0, count = size; count > 0; level += 1, count = hashesAtLevel(size, level)) {
    const width = count % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index: Math.floor(count / TILE_WIDTH), width });
  }
  return tiles;
}
