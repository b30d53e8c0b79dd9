import t from 'tap';
import { scratch } from '../helpers/scratch.ts';
import {
  idsOf,
  openTestLedger,
  recordRequests,
  startReceiver,
  startTestReporting,
  until,
} from '../reporting/support.ts';

t.test('what is decided while the server is away is uploaded when it is back', async (t) => {
  const dir = scratch(t);
  const [ledger, away] = [await openTestLedger(t, dir), await startReceiver(t)];
  await away.close();
  const ids = await recordRequests(ledger, 1, 50);
  const first = startTestReporting(t, dir, away.url, ledger);
  await until(() => first.reporting.state().decision_logs?.fault !== undefined);
  ids.push(...(await recordRequests(ledger, 51, 100)));
  await first.reporting.close();
  // The gateway restarts while the server is away, and its token is wrong when it is back.
  ids.push(...(await recordRequests(ledger, 101, 150)));
  const second = startTestReporting(t, dir, away.url, ledger);
  await until(() => second.reporting.state().decision_logs?.fault !== undefined);
  const receiver = await startReceiver(t, Number(new URL(away.url).port));
  receiver.refuse = (res, number) => {
    if (number < 4) res.writeHead(401).end();
  };
  await until(() => receiver.events.length === 150);
  t.same(idsOf(receiver.events), ids);
  t.match(second.reporting.state().decision_logs, { refused: 0, missing: 0 });
});
