import t from 'tap';
import { freePort } from '../helpers/free-port.ts';
import { scratch } from '../helpers/scratch.ts';
import { openTestLedger, startReceiver, startTestReporting, until } from './support.ts';

t.test('the status is uploaded at the start, at a change, and from time to time', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  let revision = 'r1';
  const { reporting } = startTestReporting(t, dir, receiver.url, ledger, {
    config: { status: true },
    tuning: { statusEvery: 3_600_000 },
    status: () => ({ labels: { id: 'g1' }, bundles: { policy: { active_revision: revision } } }),
  });
  await until(() => receiver.statuses.length === 1);
  t.same(receiver.statuses[0], {
    labels: { id: 'g1' },
    bundles: { policy: { active_revision: 'r1' } },
  });
  revision = 'r2';
  reporting.statusChanged();
  await until(() => receiver.statuses.length === 2);
  t.match(receiver.statuses[1], { bundles: { policy: { active_revision: 'r2' } } });
  await until(() => reporting.state().status?.last_upload !== undefined);
  await reporting.close();

  startTestReporting(t, dir, receiver.url, ledger, {
    config: { status: true },
    tuning: { statusEvery: 20 },
  });
  await until(() => receiver.statuses.length > 5);
});

t.test('a server that was away gets the latest', async (t) => {
  const dir = scratch(t);
  const [ledger, away] = [await openTestLedger(t, dir), await startReceiver(t, await freePort())];
  await away.close();
  let number = 0;
  const { reporting, logged } = startTestReporting(t, dir, away.url, ledger, {
    config: { status: true, decisionLogs: false },
    status: () => ({ number }),
  });
  await until(() => reporting.state().status?.fault !== undefined);
  number = 7;
  const receiver = await startReceiver(t, Number(new URL(away.url).port));
  await until(() => receiver.statuses.length > 0);
  t.same(receiver.statuses[0], { number: 7 });
  await until(() => reporting.state().status?.fault === undefined);
  t.match(logged, [{ message: 'the status was not uploaded' }]);
  t.equal(reporting.state().decision_logs, undefined);
});
