/** Tiles on the disk: the full ones stay, of the partial ones those of the newest tree. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { TileWriter, type Tile } from '../../gateway/ledger/checkpoints/tile-writer.ts';
import { fileStorage } from '../../gateway/ledger/storage.ts';
import { TILE_BYTES, TILE_WIDTH, tilePath } from '../../gateway/ledger/tree/tiles.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';

const FULL = Buffer.alloc(TILE_BYTES, 7);

function partial(index: number, width: number): Tile {
  return { level: 0, index, width, bytes: FULL.subarray(0, 32 * width) };
}

/** Names below the directory of level 0. */
function names(dir: string): string[] {
  return (readdirSync(join(dir, 'tile', '0'), { recursive: true }) as string[]).toSorted();
}

t.test('a partial tile goes when the tile is full, and others beside it before', async (t) => {
  const dir = t.testdir();
  const writer = new TileWriter(fileStorage, dir);
  await writer.flush([partial(0, 3)]);
  await writer.flush([partial(0, 9)]);
  await writer.prune([partial(0, 9)]);
  t.strictSame(names(dir), ['000.p', '000.p/9']);
  writer.add(0, 0, FULL);
  t.equal(writer.find(0, 0), FULL);
  await writer.flush([partial(1, 2)]);
  await writer.prune([partial(1, 2)]);
  t.strictSame(names(dir), ['000', '001.p', '001.p/2']);
  t.ok(readFileSync(join(dir, tilePath(0, 0, TILE_WIDTH))).equals(FULL));
  t.equal(writer.find(0, 0), undefined);
});

t.test('a tile that became full since its partial one was taken has both', async (t) => {
  const dir = t.testdir();
  const writer = new TileWriter(fileStorage, dir);
  await writer.flush([partial(0, 3)]);
  writer.add(0, 0, FULL);
  await writer.flush([partial(0, 9)]);
  await writer.prune([partial(0, 9)]);
  t.strictSame(names(dir), ['000', '000.p', '000.p/9']);
});

t.test('what another run left beside a full tile goes at the first flush', async (t) => {
  const dir = t.testdir();
  const left = join(dir, tilePath(0, 0, 5));
  mkdirSync(dirname(left), { recursive: true });
  writeFileSync(left, 'left');
  const writer = new TileWriter(fileStorage, dir);
  writer.add(0, 0, FULL);
  await writer.flush();
  t.strictSame(names(dir), ['000']);
});

t.test('what could not be written is kept, and written later', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {
    derive(path) {
      if (path === tilePath(0, 1, TILE_WIDTH)) throw systemError('ENOSPC');
    },
  };
  const writer = new TileWriter(faultyStorage(faults), dir);
  for (const index of [0, 1, 2]) writer.add(0, index, FULL);
  await t.rejects(writer.flush([partial(3, 1)]), { code: 'ENOSPC' });
  t.equal(writer.find(0, 2), FULL);
  faults.derive = undefined;
  await writer.flush([partial(3, 1)]);
  t.strictSame(names(dir), ['000', '001', '002', '003.p', '003.p/1']);
});

t.test('nothing is begun anew where the directory was moved away', async (t) => {
  const dir = join(t.testdir(), 'gone');
  const writer = new TileWriter(fileStorage, dir);
  writer.add(0, 0, FULL);
  await t.rejects(writer.flush(), { code: 'ENOENT' });
  t.notOk(existsSync(dir));
});
