import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import t from 'tap';
import { hashPerfect } from '../../../gateway/ledger/tree/hash.ts';
import { loadTree } from '../../../gateway/ledger/tree/load.ts';
import { rootAt } from '../../../gateway/ledger/tree/proofs.ts';
import { MissingTileError, readTiles } from '../../../gateway/ledger/tree/tile-reader.ts';
import { tilesOfDirectory, tilesOfMap } from '../../../gateway/ledger/tree/tile-source.ts';
import { parseTilePath, partialTiles, tilePath } from '../../../gateway/ledger/tree/tiles.ts';
import { Tree } from '../../../gateway/ledger/tree/tree.ts';
import { growTree } from './support.ts';

const SIZE = 70_000;
const grown = growTree(SIZE);

t.test(
  'hashes that are appended many at once make the tree that they make one by one',
  async () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 6 }), (counts) => {
        const tiles = new Map<string, Buffer>();
        const tree = new Tree((level, index, bytes) => tiles.set(tilePath(level, index), bytes));
        for (const count of counts)
          tree.append(Buffer.concat(grown.leaves.slice(tree.size, tree.size + count)));
        const single = growTree(tree.size);
        return tree.root().equals(single.tree.root()) && isDeepStrictEqual(tiles, single.tiles);
      }),
      { numRuns: 30 },
    );
  },
);

t.test('the examples of C2SP tlog-tiles', async (t) => {
  t.equal(tilePath(0, 1_234_067), 'tile/0/x001/x234/067');
  t.equal(tilePath(0, 0), 'tile/0/000');
  t.equal(tilePath(3, 1000, 17), 'tile/3/x001/000.p/17');
  t.equal(tilePath('entries', 5, 1), 'tile/entries/005.p/1');
  t.equal(grown.tiles.size, 274, '273 full tiles of level 0, one of level 1');
  t.ok(grown.tiles.has('tile/1/000'));
  t.strictSame(partialTiles(SIZE), [
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ]);
  t.strictSame(partialTiles(256), [{ level: 1, index: 0, width: 1 }]);
  t.strictSame(partialTiles(0), []);
});

t.test('a path is read as it is made, and no other spelling of it', async (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
      fc.maxSafeNat(),
      fc.integer({ min: 1, max: 256 }),
      (level, index, width) => {
        const read = parseTilePath(tilePath(level, index, width));
        return read?.level === level && read.index === index && read.width === width;
      },
    ),
  );
  for (const path of [
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/017',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/0/../0/000',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])
    t.equal(parseTilePath(path), undefined, JSON.stringify(path));
});

t.test('full tiles hold the hashes of the level below', async (t) => {
  const top = grown.tiles.get('tile/1/000')!;
  t.equal(top.length, 8192);
  for (const index of [0, 1, 255]) {
    const below = grown.tiles.get(tilePath(0, index))!;
    t.ok(hashPerfect(below).equals(top.subarray(32 * index, 32 * index + 32)));
  }
});

t.test('tiles in a directory, partial ones replaced by full ones', async (t) => {
  const dir = t.testdir();
  const write = (path: string, bytes: Buffer) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  };
  const small = growTree(600);
  for (const [path, bytes] of small.tiles) write(path, bytes);
  for (const { level, index, width } of partialTiles(600))
    write(tilePath(level, index, width), (await small.source(level, index, width))!);
  const hashes = readTiles(600, tilesOfDirectory(dir));
  t.ok((await rootAt(600, hashes)).equals(small.tree.root()));
  write('tile/0/001', Buffer.alloc(100));
  await t.rejects(async () => readTiles(600, tilesOfDirectory(dir))(0, 300), MissingTileError);
});

t.test('a tree goes on where it was left', async (t) => {
  for (const size of [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, SIZE]) {
    const tiles = Math.floor(size / 256);
    const tree = await loadTree(tiles, tilesOfMap(grown.tiles));
    for (const leaf of grown.leaves.slice(tiles * 256, size)) tree.append(leaf);
    t.equal(tree.size, size);
    t.ok(tree.root().equals(await rootAt(size, readTiles(SIZE, grown.source))), `at ${size}`);
  }
});

t.test('a tile that a crash left out is made again from those below', async (t) => {
  const tiles = new Map(grown.tiles);
  tiles.delete('tile/1/000');
  const made: string[] = [];
  const tree = await loadTree(273, tilesOfMap(tiles), (level, index, bytes) => {
    made.push(tilePath(level, index));
    t.ok(bytes.equals(grown.tiles.get(tilePath(level, index))!));
  });
  t.strictSame(made, ['tile/1/000']);
  t.equal(tree.size, 273 * 256);
  tiles.delete('tile/0/007');
  await t.rejects(async () => loadTree(273, tilesOfMap(tiles)), new MissingTileError('tile/0/007'));
});
