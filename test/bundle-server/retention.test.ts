import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { digestOf } from '../../bundles/digest.ts';
import { openStore, type Store } from '../../bundles/server/store.ts';
import { entryOf } from './entry.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01');

/** Puts the bundle `name` into a channel on a day. */
async function put(store: Store, channel: string, name: string, day: number): Promise<void> {
  const bytes = Buffer.from(name);
  const entry = entryOf(bytes, day + 1, new Date(START + day * DAY));
  await store.change(channel, entry, bytes);
}

/** What is not removed, by day. */
function keptIn(store: Store, channel: string): number[] {
  const kept = store.history(channel).filter(({ removed }) => removed === undefined);
  return kept.map(({ sequence }) => sequence - 1);
}

t.test('what no channel had for long goes, and the history says so', async (t) => {
  const dir = t.testdir();
  const store = await openStore(dir, ['a', 'b']);
  for (const day of [0, 10, 20, 30, 40]) await put(store, 'a', `bundle ${day}`, day);
  // The other channel has the first one up to the 25th day.
  await put(store, 'b', 'bundle 0', 2);
  await put(store, 'b', 'other', 25);
  const now = new Date(START + 41 * DAY);

  t.same(await store.retire({ after: 32 * DAY, keepLast: 1 }, now), [], 'none is that old');
  // Day 10 ended on day 20, 21 days ago; day 0 ended on day 25 in the other channel, 16 days ago.
  const gone = await store.retire({ after: 16.5 * DAY, keepLast: 1 }, now);
  t.same(gone, [digestOf(Buffer.from('bundle 10'))]);
  t.same(keptIn(store, 'a'), [0, 20, 30, 40]);
  t.match(store.history('a')[1], { revision: 'rev-11', removed: now.toISOString() });
  t.equal('size' in store.history('a')[1]!, false);
  t.equal(await store.read('a', gone[0]!), undefined);
  t.equal((await readdir(join(dir, 'blobs'))).length, 5);

  t.same(
    await store.retire({ after: 0, keepLast: 3 }, now),
    [],
    'the last three stay, of each channel',
  );
  const more = await store.retire({ after: 0, keepLast: 2 }, now);
  t.equal(more.length, 1, 'day 0 is one of the last two of the other channel');
  t.same(keptIn(store, 'a'), [0, 30, 40]);
  store.close();

  const again = await openStore(dir, ['a', 'b']);
  t.same(keptIn(again, 'a'), [0, 30, 40]);
  t.same(keptIn(again, 'b'), [2, 25]);
  t.equal(again.size(), 'bundle 0bundle 30bundle 40other'.length);
  t.same(
    await again.retire({ after: 0, keepLast: 2 }, now),
    [],
    'what is gone is not removed again',
  );
  await put(again, 'b', 'bundle 20', 50);
  t.same(keptIn(again, 'a'), [0, 30, 40], 'where it came again, there it is');
  t.same(keptIn(again, 'b'), [2, 25, 50]);
  t.ok(await again.read('b', digestOf(Buffer.from('bundle 20'))));
  again.close();
});

t.test(
  'a removal that a crash broke off is finished, or not begun, at the next start',
  async (t) => {
    const dir = t.testdir();
    const store = await openStore(dir, ['a', 'b']);
    for (const channel of ['a', 'b']) {
      for (const day of [0, 10]) await put(store, channel, `bundle ${day}`, day);
    }
    store.close();
    const removed = [digestOf(Buffer.from('bundle 0'))];
    const { openHistory } = await import('../../bundles/server/history.ts');
    const mark = async (channel: string): Promise<void> => {
      const history = await openHistory(join(dir, 'channels', `${channel}.history.ndjson`));
      await history.append({ at: new Date(START + 20 * DAY).toISOString(), removed });
    };
    await mark('a');
    const half = await openStore(dir, ['a', 'b']);
    t.equal(await half.read('a', removed[0]!), undefined);
    t.ok(await half.read('b', removed[0]!), 'the other channel still has it');
    half.close();
    await mark('b');
    t.equal((await readdir(join(dir, 'blobs'))).length, 2);
    (await openStore(dir, ['a', 'b'])).close();
    t.equal((await readdir(join(dir, 'blobs'))).length, 1);
  },
);
