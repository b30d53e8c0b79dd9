import t from 'tap';
import { scratch } from '../helpers/scratch.ts';
import {
  openTestLedger,
  recordRequests,
  startReceiver,
  startTestReporting,
  until,
  uuidOf,
} from '../reporting/support.ts';

t.test('an event that the server refuses is left out alone, and said', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  receiver.refuse = (res, _number, events) => {
    if (events.some((event) => event.decision_id === uuidOf('id-23'))) res.writeHead(400).end();
  };
  const ids = await recordRequests(ledger, 1, 40);
  const { reporting, logged, counted } = startTestReporting(t, dir, receiver.url, ledger);
  await until(() => receiver.events.length === 39);
  t.same(
    receiver.events.map((event) => event.decision_id),
    ids.filter((id) => id !== uuidOf('id-23')),
  );
  await until(() => reporting.state().decision_logs?.uploaded === 39);
  t.equal(reporting.state().decision_logs?.refused, 1);
  t.match(logged, [
    { message: /refuses a decision/, facts: { id: uuidOf('id-23'), seq: Number, status: 400 } },
  ]);
  t.same(
    counted.filter(([what]) => what === 'refused'),
    [['refused', 1]],
  );
});
