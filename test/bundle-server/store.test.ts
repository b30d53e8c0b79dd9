import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { digestOf } from '../../bundles/server/blobs.ts';
import { openStore } from '../../bundles/server/store.ts';
import type { HistoryEntry } from '../../bundles/server/history.ts';

function entryOf(bytes: Buffer, sequence: number): HistoryEntry {
  return {
    at: '2026-01-01T00:00:00.000Z',
    by: 'a',
    allowed_by: [],
    action: 'publish',
    digest: digestOf(bytes),
    revision: `rev-${sequence}`,
    sequence,
    expires: '2027-01-01T00:00:00.000Z',
    source: { repository: '', commit: '' },
    signed_by: 'k',
    reason: '',
  };
}

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
  const file = join(dir, 'blobs', digestOf(bytes).replace(':', '-'));
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
  await writeFile(join(dir, 'channels', 'a.json.1234.tmp'), 'part');
  const fewer = await openStore(dir, ['a']);
  t.equal((await readdir(join(dir, 'blobs'))).length, 2);
  t.notOk((await readdir(join(dir, 'channels'))).some((name) => name.endsWith('.tmp')));
  t.equal(fewer.current('b'), undefined);
  fewer.close();
});
