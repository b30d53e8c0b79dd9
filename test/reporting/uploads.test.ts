import t from 'tap';
import { scratch } from '../helpers/scratch.ts';
import {
  intent,
  openTestLedger,
  recordRequests,
  startReceiver,
  startTestReporting,
  until,
  uuidOf,
} from './support.ts';

t.test('decisions of the ledger, and nothing else, are events in its order', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  await ledger.writer.intent(intent('a'));
  await ledger.writer.outcome(uuidOf('a'));
  const { input, decision, ...rest } = intent('b');
  const denied = { code: 'denied', status: 403, client: '10.0.0.7' };
  const deny = { ...decision, action: 'deny' as const };
  await ledger.writer.refusal({ ...rest, input, decision: deny }, denied);
  await ledger.writer.refusal({ id: uuidOf('c') }, { ...denied, status: 401 });
  const { reporting } = startTestReporting(t, dir, receiver.url, ledger, {
    config: { token: { read: () => 'secret' } },
  });
  await until(() => receiver.events.length === 2);
  t.match(receiver.uploads[0]?.headers, {
    url: '/logs',
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    authorization: 'Bearer secret',
  });
  const [a, b] = receiver.events;
  t.match(a, { timestamp: /^20\d\d-.*Z$/ });
  delete a!['timestamp'];
  t.same(a, {
    labels: { region: 'eu', id: 'g1', version: '0.1.0' },
    decision_id: uuidOf('a'),
    trace_id: input.trace.trace_id,
    bundles: { policy: { revision: 'r1' } },
    path: 'regent/decision',
    input,
    result: decision,
  });
  t.match(b, { decision_id: uuidOf('b'), result: { action: 'deny' }, requested_by: '10.0.0.7' });

  const more = await recordRequests(ledger, 1, 3);
  await until(() => receiver.events.length === 5);
  t.same(
    receiver.events.slice(2).map((event) => event.decision_id),
    more,
  );
  // It is counted once the answer is there.
  await until(() => reporting.state().decision_logs?.uploaded === 5);
  t.match(reporting.state(), {
    decision_logs: { uploaded: 5, refused: 0, missing: 0, last_upload: /Z$/ },
  });
});

t.test('numbers keep every digit, and an entry without input is an event without', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  const raw = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;
  const body = { account: raw('12345678901234567890'), rate: raw('1.0') };
  await ledger.writer.intent(intent('a', { request: { body } }));
  const { input: _, ...old } = intent('b');
  await ledger.writer.intent(old);
  startTestReporting(t, dir, receiver.url, ledger);
  await until(() => receiver.events.length === 2);
  const text = receiver.uploads.map((upload) => upload.text).join('');
  t.ok(text.includes('{"account":12345678901234567890,"rate":1.0}'));
  t.notOk('input' in receiver.events[1]!);
});

t.test('uploads have the size that is configured', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  const ids = await recordRequests(ledger, 1, 200);
  startTestReporting(t, dir, receiver.url, ledger, { config: { uploadBytes: 1500 } });
  await until(() => receiver.events.length === 200);
  t.same(
    receiver.events.map((event) => event.decision_id),
    ids,
  );
  t.ok(receiver.uploads.every(({ bytes }) => bytes <= 1500));
  t.ok(receiver.uploads.length < 100, 'several in each');
});

t.test('what is not durable yet is not uploaded', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  await recordRequests(ledger, 1, 3);
  // Behind the entries of the checkpoints' key and of the session.
  let durable = 2;
  startTestReporting(t, dir, receiver.url, ledger, { durable: () => durable });
  await until(() => receiver.events.length === 1);
  durable = 5;
  await until(() => receiver.events.length === 2);
  t.equal(receiver.events.at(-1)?.decision_id, uuidOf('id-2'));
});
