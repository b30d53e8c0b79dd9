/** Takes up the tree where the last segment begins, from the tiles, or from the entries where a tile is missing. */
import { join } from 'node:path';
import type { TileWriter } from '../checkpoints/tile-writer.ts';
import { listAllSegments, readLines, type Segment } from '../segments.ts';
import { HASH_BYTES, hashLeaf } from '../tree/hash.ts';
import { loadTree } from '../tree/load.ts';
import { MissingTileError } from '../tree/tile-reader.ts';
import type { TileSource } from '../tree/tile-source.ts';
import { TILE_WIDTH, parseTilePath, tilePath } from '../tree/tiles.ts';
import type { Tree } from '../tree/tree.ts';
import { corruption } from './corruption.ts';

/** What the tree is restored from. */
export interface TreeFiles {
  dir: string;
  stored: TileSource;
  tiles: TileWriter;
  /** Number of entries that the newest checkpoint covers. */
  covered: number;
}

/**
 * The tree over the full tiles before entry `first`, and before what no checkpoint covers; `leaves` are the hashes
 * from there up to `first`. Throws SetupError where they can be had neither from tiles nor from entries.
 */
export async function restoreTree(
  files: TreeFiles,
  first: number,
): Promise<{ tree: Tree; leaves: Buffer[] }> {
  const { covered, stored, tiles } = files;
  const full = Math.floor(Math.min(covered, first) / TILE_WIDTH);
  for (;;) {
    try {
      // A tile that is complete by what comes after is written where the stored one is another.
      const tree = await loadTree(full, stored, (level, index, bytes) => {
        tiles.add(level, index, bytes);
      });
      return { tree, leaves: await readLeaves(files, full * TILE_WIDTH, first) };
    } catch (error) {
      if (!(error instanceof MissingTileError)) throw error;
      const { index } = parseTilePath(error.path)!;
      const begin = index * TILE_WIDTH;
      tiles.add(0, index, Buffer.concat(await hashEntries(files.dir, begin, begin + TILE_WIDTH)));
      await tiles.flush();
    }
  }
}

async function readLeaves(files: TreeFiles, begin: number, end: number): Promise<Buffer[]> {
  const leaves: Buffer[] = [];
  for (let from = begin; from < end; from += TILE_WIDTH) {
    const to = Math.min(from + TILE_WIDTH, end);
    const tile = await readTile(files, from / TILE_WIDTH);
    leaves.push(
      ...(tile && tile.length >= (to - from) * HASH_BYTES
        ? split(tile).slice(0, to - from)
        : await hashEntries(files.dir, from, to)),
    );
  }
  return leaves;
}

/** A tile of level 0, full or as the newest checkpoint has it. */
export async function readTile(
  { stored, covered }: Pick<TreeFiles, 'stored' | 'covered'>,
  index: number,
): Promise<Buffer | undefined> {
  const width = covered - index * TILE_WIDTH;
  const full = await stored(0, index, TILE_WIDTH);
  return full ?? (width > 0 && width < TILE_WIDTH ? stored(0, index, width) : undefined);
}

function split(tile: Buffer): Buffer[] {
  return Array.from({ length: tile.length / HASH_BYTES }, (_, at) =>
    tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/** Leaf hashes of the entries from `begin` to before `end`, from their lines. */
export async function hashEntries(dir: string, begin: number, end: number): Promise<Buffer[]> {
  const segments = await listAllSegments(dir);
  const leaves: Buffer[] = [];
  for (const [at, segment] of segments.entries()) {
    const next = segments[at + 1]?.first ?? Infinity;
    if (next <= begin || segment.first >= end) continue;
    if (segment.form === 'expired') break;
    leaves.push(...(await hashLines(segment, begin, end)));
  }
  if (leaves.length < end - begin)
    throw corruption(
      join(dir, tilePath(0, Math.floor(begin / TILE_WIDTH))),
      '',
      'it is missing, and its entries are not there to make it anew',
    );
  return leaves;
}

async function hashLines(segment: Segment, begin: number, end: number): Promise<Buffer[]> {
  const leaves: Buffer[] = [];
  for await (const { bytes, number } of readLines(segment)) {
    const seq = segment.first + number - 1;
    if (seq >= end) break;
    if (seq >= begin) leaves.push(hashLeaf(bytes));
  }
  return leaves;
}
