import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { digestOf } from '../../bundles/digest.ts';
import { blobFile } from '../../bundles/server/blobs.ts';
import { openStore } from '../../bundles/server/store.ts';
import { entryOf } from './entry.ts';

t.test('one server a directory', async (t) => {
  const dir = t.testdir();
  const store = await openStore(dir, ['a']);
  await t.rejects(openStore(dir, ['a']), /is in use by another bundle server/);
  store.close();
  (await openStore(dir, ['a'])).close();
});

t.test('a damaged bundle is never served', async (t) => {
  const dir = t.testdir();
  const store = await openStore(dir, ['a']);
  const bytes = Buffer.from('bundle');
  await store.change('a', entryOf(bytes, 1), bytes);
  store.close();
  const file = blobFile(join(dir, 'blobs'), digestOf(bytes));
  await writeFile(file, 'bundlf');
  await t.rejects(openStore(dir, ['a']), /channel a: .* is damaged/);
});

t.test('leftovers go, and the bundles of channels that are not configured stay', async (t) => {
  const dir = t.testdir();
  const store = await openStore(dir, ['a', 'b']);
  const [one, two] = [Buffer.from('one'), Buffer.from('two')];
  await store.change('a', entryOf(one, 1), one);
  await store.change('b', entryOf(two, 1), two);
  store.close();
  await writeFile(join(dir, 'blobs', 'sha256-0.1234.tmp'), 'part');
  const fewer = await openStore(dir, ['a']);
  t.equal((await readdir(join(dir, 'blobs'))).length, 2);
  t.equal(fewer.current('b'), undefined);
  fewer.close();
});

t.test('a bundle of two channels is stored once, and mended where it was damaged', async (t) => {
  const dir = t.testdir();
  const store = await openStore(dir, ['a', 'b', 'c']);
  const bytes = Buffer.from('bundle');
  const file = blobFile(join(dir, 'blobs'), digestOf(bytes));
  await store.change('a', entryOf(bytes, 1), bytes);
  const { ino } = await stat(file);
  await store.change('b', entryOf(bytes, 1), bytes);
  t.equal((await stat(file)).ino, ino, 'what is in use is not replaced');
  t.equal(store.size(), bytes.length);
  await writeFile(file, 'bundlf');
  await t.rejects(store.read('a', digestOf(bytes)), /is damaged/);
  await store.change('c', entryOf(bytes, 1), bytes);
  t.same(await store.read('a', digestOf(bytes)), bytes);
  t.equal(await store.read('a', digestOf(Buffer.from('other'))), undefined);
  t.equal(await store.read('__proto__', digestOf(bytes)), undefined);
  store.close();
});
