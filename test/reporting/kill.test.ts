import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { scratch } from '../helpers/scratch.ts';
import { idsOf, openTestLedger, recordRequests, startReceiver, until } from './support.ts';

t.test('kill -9 of the uploader, again and again: no decision is missing', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  const ids = await recordRequests(ledger, 1, 300);
  const start = (): (() => Promise<void>) => {
    const child = fork(join(import.meta.dirname, 'upload-child.ts'), [
      dir,
      receiver.url,
      String(ledger.status().seq),
    ]);
    t.teardown(() => child.kill('SIGKILL'));
    return async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    };
  };
  let kills = 0;
  for (let last = 300; kills < 8; last += 50) {
    const before = receiver.uploads.length;
    const kill = start();
    // Somewhere between two uploads, or within one.
    await until(() => receiver.uploads.length > before);
    await sleep(Math.random() * 10);
    await kill();
    kills += 1;
    ids.push(...(await recordRequests(ledger, last + 1, last + 50)));
  }
  const kill = start();
  await until(() => idsOf(receiver.events).length === ids.length);
  await kill();
  t.same(idsOf(receiver.events), ids, 'in the order of their first upload');
  t.comment(`${String(receiver.events.length - ids.length)} of ${String(ids.length)} came twice`);
});
