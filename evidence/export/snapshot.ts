/** The tree as of the newest checkpoint, though the ledger grows meanwhile. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { parseCheckpoint, type Checkpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { parseNote } from '../../gateway/ledger/notes/note.ts';
import { rootAt, type HashReader } from '../../gateway/ledger/tree/proofs.ts';
import { MissingTileError, readTiles } from '../../gateway/ledger/tree/tile-reader.ts';
import { tilesOfDirectory, type TileSource } from '../../gateway/ledger/tree/tile-source.ts';
import { TILE_WIDTH, partialTiles, tilePath } from '../../gateway/ledger/tree/tiles.ts';

/** A checkpoint and the tiles of its tree. */
export interface Snapshot {
  /** The whole signed note. */
  note: string;
  checkpoint: Checkpoint;
  hashes: HashReader;
  /** The tiles that were read through `hashes`, by path. */
  used: Map<string, Buffer>;
}

/** A ledger that is written removes the partial tiles of a checkpoint when it writes the next. */
const ATTEMPTS = 10;

/** Throws SetupError where there is no checkpoint, or the tiles are not those of its tree. */
export async function takeSnapshot(dir: string): Promise<Snapshot> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryOnce(dir);
    } catch (error) {
      if (error instanceof MissingTileError && attempt < ATTEMPTS) continue;
      throw new SetupError([`${dir}: ${(error as Error).message}`], error);
    }
  }
}

async function tryOnce(dir: string): Promise<Snapshot> {
  const note = await readFile(join(dir, 'checkpoint'), 'utf8').catch((error: Error) => {
    throw new Error('it has no checkpoint yet', { cause: error });
  });
  const checkpoint = parseCheckpoint(parseNote(note).text);
  const { size, root } = checkpoint;
  const full = tilesOfDirectory(dir);
  const edge = new Map<string, Buffer>();
  for (const { level, index, width } of partialTiles(size)) {
    const bytes = await full(level, index, width);
    if (!bytes) throw new MissingTileError(tilePath(level, index, width));
    edge.set(tilePath(level, index, width), bytes);
  }
  const used = new Map<string, Buffer>();
  const source: TileSource = async (level, index, width) => {
    const path = tilePath(level, index, width);
    const bytes = width < TILE_WIDTH ? edge.get(path) : await full(level, index, width);
    if (bytes) used.set(path, bytes);
    return bytes;
  };
  const hashes = readTiles(size, source);
  if (!(await rootAt(size, hashes)).equals(root)) {
    throw new Error('its tiles are not those of its checkpoint: regent evidence verify says more');
  }
  return { note, checkpoint, hashes, used };
}
