import type { ServerResponse } from 'node:http';
import t, { type Test } from 'tap';
import { freePort } from '../helpers/free-port.ts';
import { scratch } from '../helpers/scratch.ts';
import {
  idsOf,
  openTestLedger,
  recordRequests,
  startReceiver,
  startTestReporting,
  until,
  type Receiver,
  type Uploaded,
} from './support.ts';

type Refuse = (res: ServerResponse, number: number, events: Uploaded[]) => void;

/** Uploads 60 decisions to a receiver that answers so; gives what it took. */
async function upload(t: Test, refuse: Refuse): Promise<Receiver> {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  receiver.refuse = refuse;
  const ids = await recordRequests(ledger, 1, 60);
  const { reporting, logged } = startTestReporting(t, dir, receiver.url, ledger, {
    config: { uploadBytes: 2000 },
  });
  await until(() => receiver.events.length === 60);
  t.same(
    receiver.events.map((event) => event.decision_id),
    ids,
    'all, each once, in order',
  );
  await until(() => reporting.state().decision_logs?.uploaded === 60);
  t.match(reporting.state().decision_logs, { refused: 0, missing: 0, fault: undefined });
  t.ok(logged.length > 0, 'it is said');
  return receiver;
}

for (const status of [500, 502, 503, 429, 408, 401, 403, 404, 302]) {
  t.test(`a server that answers ${String(status)} at times`, async (t) => {
    await upload(t, (res, number) => {
      if (number % 2 === 1) res.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
    });
  });
}

t.test('a server that closes, or hangs within its answer', async (t) => {
  const ways: ((res: ServerResponse) => void)[] = [
    (res) => res.destroy(),
    (res) => res.socket?.resetAndDestroy(),
    // It has headers, so that it is not answered otherwise; the rest never comes.
    (res) => {
      res.writeHead(500);
      res.write('x');
    },
  ];
  await upload(t, (res, number) => ways[number % 4]?.(res));
});

t.test('a server that hangs before its answer', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  let held = 0;
  receiver.hold = () => {
    held += 1;
    if (held === 2) delete receiver.hold;
  };
  const ids = await recordRequests(ledger, 1, 10);
  const { reporting, logged } = startTestReporting(t, dir, receiver.url, ledger, {
    tuning: { timeout: 200 },
  });
  await until(() => reporting.state().decision_logs?.uploaded === 10);
  // Where this machine is slow an answer may come too late, and the upload twice.
  t.same(idsOf(receiver.events), ids);
  t.match(logged, [{ facts: { fault: /no answer in time/ } }]);
});

t.test('a server that takes less at once gets less at once', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  receiver.refuse = (res, _number, events) => {
    if (events.length > 3) res.writeHead(413).end();
  };
  const ids = await recordRequests(ledger, 1, 40);
  const { reporting } = startTestReporting(t, dir, receiver.url, ledger);
  await until(() => receiver.events.length === 40);
  t.same(idsOf(receiver.events), ids);
  await until(() => reporting.state().decision_logs?.uploaded === 40);
  t.equal(reporting.state().decision_logs?.refused, 0);
});

t.test('a server that dies midway and comes back', async (t) => {
  const dir = scratch(t);
  const [ledger, first] = [await openTestLedger(t, dir), await startReceiver(t, await freePort())];
  await recordRequests(ledger, 1, 100);
  first.refuse = (res, number) => {
    if (number > 1) res.destroy();
  };
  const { reporting } = startTestReporting(t, dir, first.url, ledger, {
    config: { uploadBytes: 500 },
  });
  await until(() => first.uploads.length > 1);
  t.ok(first.events.length < 100, 'more was to come');
  await first.close();
  await until(() => reporting.state().decision_logs?.fault !== undefined);
  await recordRequests(ledger, 101, 120);
  const second = await startReceiver(t, Number(new URL(first.url).port));
  await until(() => reporting.state().decision_logs?.uploaded === 120);
  t.equal(idsOf([...first.events, ...second.events]).length, 120, 'at least once');
});
