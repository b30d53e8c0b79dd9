/** Retention that would remove what is in use: a clock that jumps, odd times, a channel taken out of the configuration. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { promote, rollback } from '../../bundles/server/change-remotely.ts';
import { openStore } from '../../bundles/server/store.ts';
import { entryOf } from '../bundle-server/entry.ts';
import { KEY, makeBundle, startTestServer } from '../bundle-server/support.ts';
import { until } from '../helpers/until.ts';

const FAR = new Date('2126-01-01');

t.test('what a channel has stays, whatever the clock says and whoever is configured', async (t) => {
  const dir = t.testdir();
  const store = await openStore(dir, ['a', 'b']);
  const bundles = ['one', 'two', 'three'].map((text) => Buffer.from(text));
  for (const [index, bytes] of bundles.entries()) {
    await store.change('a', entryOf(bytes, index + 1), bytes);
  }
  await store.change('b', entryOf(bundles[0]!, 1), bundles[0]!);
  store.close();

  const fewer = await openStore(dir, ['a']);
  t.equal((await fewer.retire({ after: 0, keepLast: 1 }, FAR)).length, 1);
  t.same(await fewer.retire({ after: 0, keepLast: 1 }, FAR), []);
  t.same(fewer.current('a')?.bytes, bundles[2]);
  fewer.close();
  const all = await openStore(dir, ['a', 'b']);
  t.same(await all.read('a', entryOf(bundles[2]!, 3).digest), bundles[2]);
  t.same(all.current('b')?.bytes, bundles[0], 'a channel that was not configured for a while');
  all.close();
});

t.test('a time that means nothing, or lies ahead, keeps the bundle', async (t) => {
  for (const at of ['', 'soon', '2999-01-01T00:00:00.000Z']) {
    const dir = t.testdir();
    const store = await openStore(dir, ['a']);
    for (const [index, text] of ['one', 'two'].entries()) {
      const bytes = Buffer.from(text);
      await store.change('a', entryOf(bytes, index + 1), bytes);
    }
    store.close();
    const file = join(dir, 'channels/a.history.ndjson');
    const lines = await readFile(file, 'utf8');
    await writeFile(file, lines.replaceAll('2026-01-01T00:00:00.000Z', at));
    const again = await openStore(dir, ['a']);
    t.same(await again.retire({ after: 0, keepLast: 1 }, FAR), [], at);
    again.close();
  }
});

t.test(
  'a removed bundle can be neither fetched nor gone back to, and the active one is served',
  async (t) => {
    const server = await startTestServer({ retention: { after: 1, keepLast: 1 } });
    t.teardown(() => server.stop());
    for (const sequence of [1, 2, 3]) {
      await server.publish(await makeBundle('one', { sequence }));
    }
    const signing = { key: KEY, trusted: [], fromScope: 'staging', scope: 'production' };
    await promote(server.client, { from: 'staging', to: 'production', reason: '' }, signing);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // It is looked for at the start and then hourly.
    await server.restart();
    let history = await server.client.history('staging');
    await until(async () => {
      history = await server.client.history('staging');
      return history[1]?.removed !== undefined;
    });
    t.same(
      history.map(({ removed }) => removed !== undefined),
      [true, true, false],
    );
    await t.rejects(server.client.fetch('staging', history[0]!.digest), /no-bundle/);
    const change = { action: 'rollback', reason: '', digest: history[0]!.digest } as const;
    const old = await makeBundle('one', { sequence: 9 });
    await t.rejects(server.client.change('staging', change, old), /no-bundle/);
    const back = { channel: 'staging', to: 'rev-1', reason: '' };
    await t.rejects(
      rollback(server.client, back, { ...signing, scope: 'staging' }),
      /rev-1 was removed by retention, 20/,
    );
    for (const channel of ['staging', 'production']) {
      t.equal((await fetch(`${server.url}/bundles/${channel}`)).status, 200);
      t.equal(await server.revision(channel), 'rev-3');
    }
  },
);
