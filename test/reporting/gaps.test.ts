import { appendFile, cp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { scratch } from '../helpers/scratch.ts';
import {
  idsOf,
  openTestLedger,
  recordRequests,
  startReceiver,
  startTestReporting,
  until,
  uuidOf,
} from './support.ts';

t.test('files follow each other while decisions are written and uploaded', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir, 3000), await startReceiver(t)];
  const { reporting } = startTestReporting(t, dir, receiver.url, ledger);
  const ids = await recordRequests(ledger, 1, 100);
  await until(() => receiver.events.length === 100);
  t.same(
    receiver.events.map((event) => event.decision_id),
    ids,
  );
  t.ok((await segments(dir)).length > 10);
  await until(() => reporting.state().decision_logs?.behind === 0);
  t.match(reporting.state().decision_logs, { uploaded: 100, missing: 0 });
});

t.test('a line that is being written is left for later', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  await recordRequests(ledger, 1, 1);
  await ledger.close();
  const [file] = await segments(dir);
  const lines = (await readFile(join(dir, 'ledger', file!), 'utf8')).split('\n').length - 1;
  await appendFile(join(dir, 'ledger', file!), '{"v":2,"seq":2,"prev":"');
  const { reporting } = startTestReporting(t, dir, receiver.url, ledger, { durable: () => 9 });
  await until(() => receiver.events.length === 1);
  await until(() => reporting.state().decision_logs?.behind === 10 - lines);
  t.match(reporting.state().decision_logs, { missing: 0, uploaded: 1 });
});

t.test('entries of a file that is gone are counted and said, and it goes on', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir, 3000), await startReceiver(t)];
  await recordRequests(ledger, 1, 5);
  const first = startTestReporting(t, dir, receiver.url, ledger);
  await until(() => first.reporting.state().decision_logs?.uploaded === 5);
  await first.reporting.close();
  await recordRequests(ledger, 6, 40);
  const names = await segments(dir);
  const kept = names.at(-2)!;
  for (const name of names.slice(0, -2)) await rm(join(dir, 'ledger', name));
  const second = startTestReporting(t, dir, receiver.url, ledger);
  await until(() => idsOf(receiver.events).includes(uuidOf('id-40')));
  const { missing } = second.reporting.state().decision_logs!;
  // Five requests are ten entries; the next one is that of the file.
  t.ok(missing > 0 && missing <= Number.parseInt(kept, 10) - 9);
  t.match(second.logged, [{ message: /are missing/, facts: { entries: missing } }]);
  t.same(second.counted[0], ['missing', missing]);
});

t.test('another ledger is uploaded from its first entry on', async (t) => {
  for (const requests of [3, 60]) {
    const dir = scratch(t);
    const receiver = await startReceiver(t);
    const old = await openTestLedger(t, dir, 3000);
    await recordRequests(old, 1, 20);
    const first = startTestReporting(t, dir, receiver.url, old);
    await until(() => first.reporting.state().decision_logs?.uploaded === 20);
    await Promise.all([first.reporting.close(), old.close()]);
    await rename(join(dir, 'ledger'), join(dir, 'moved-away'));

    const next = await openTestLedger(t, dir, requests === 3 ? 3000 : 1 << 20);
    const ids = await recordRequests(next, 1001, 1000 + requests);
    const second = startTestReporting(t, dir, receiver.url, next);
    await until(() => idsOf(receiver.events).length === 20 + requests);
    t.same(idsOf(receiver.events).slice(20), ids);
    t.match(second.logged, [{ message: /another one/ }]);
    await second.reporting.close();
    await next.close();
  }
});

t.test('a position that cannot be read begins anew, and a copy goes on', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  await recordRequests(ledger, 1, 3);
  const first = startTestReporting(t, dir, receiver.url, ledger);
  await until(() => first.reporting.state().decision_logs?.uploaded === 3);
  await first.reporting.close();
  await cp(join(dir, 'reporting'), join(dir, 'copy'), { recursive: true });

  await appendFile(join(dir, 'reporting', 'position.json'), 'x');
  const second = startTestReporting(t, dir, receiver.url, ledger);
  await until(() => second.reporting.state().decision_logs?.uploaded === 3);
  await second.reporting.close();
  await rm(join(dir, 'reporting'), { recursive: true });
  await cp(join(dir, 'copy'), join(dir, 'reporting'), { recursive: true });
  await recordRequests(ledger, 4, 4);
  startTestReporting(t, dir, receiver.url, ledger);
  await until(() => receiver.events.length === 7);
  t.equal(receiver.events.at(-1)?.decision_id, uuidOf('id-4'));
});

async function segments(dir: string): Promise<string[]> {
  const names = await readdir(join(dir, 'ledger'));
  return names.filter((name) => /\.ndjson(\.zst)?$/.test(name)).toSorted();
}
