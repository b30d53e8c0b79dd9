import t from 'tap';
import { scratch } from '../helpers/scratch.ts';
import {
  openTestLedger,
  recordRequests,
  startReceiver,
  startTestReporting,
  until,
} from '../reporting/support.ts';

t.test('a server that never answers holds neither requests nor the end up', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  let held = 0;
  receiver.hold = () => {
    held += 1;
  };
  await recordRequests(ledger, 1, 10);
  const { reporting } = startTestReporting(t, dir, receiver.url, ledger, {
    config: { status: true },
    tuning: { timeout: 3_600_000 },
  });
  await until(() => held > 0);
  const ids = await recordRequests(ledger, 11, 200);
  t.equal(ids.length, 190, 'the ledger takes what comes meanwhile');
  t.ok((reporting.state().decision_logs?.behind ?? 0) > 300, 'and the backlog is said');
  await reporting.close();
  t.match(reporting.state().decision_logs, { uploaded: 0 });
});
