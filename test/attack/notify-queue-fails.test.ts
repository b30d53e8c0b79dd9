import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { DANA, pendingId, subjectNamed, tempFile } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { notify, receive, webhookTo } from '../notify/support.ts';

void t.test('a queue that cannot be written decides nothing, and nothing is lost', async (t) => {
  const receiver = await receive(t);
  const now = { ahead: 0 };
  const notified = notify(t, [webhookTo(receiver.url)], {
    options: { now: () => Date.now() + now.ahead },
  });
  const queue = join(dirname(notified.file), 'notify.db');
  const first = notified.ask();
  await until(() => receiver.got.length === 1);
  chmodSync(queue, 0o400);
  await notified.approvals.decide(await pendingId(notified), 'granted', DANA);
  await first;
  void notified.ask(subjectNamed('other'));
  await until(() => notified.notifications.state()[0]!.last_error !== undefined);
  t.match(notified.notifications.state()[0]!.last_error, 'owner alone');
  t.equal(notified.logs.filter(({ level }) => level === 'error').length, 1, 'said once');
  t.equal(receiver.got.length, 1);
  chmodSync(queue, 0o600);
  now.ahead = 10_000;
  await until(() => receiver.got.length === 4);
  t.same(
    receiver
      .json()
      .map(({ type }) => type)
      .toSorted((a, b) => (a! < b! ? -1 : 1)),
    ['approval.asked', 'approval.asked', 'approval.granted', 'approval.used'],
  );
  t.equal(notified.notifications.state()[0]!.last_error, undefined);
});

void t.test(
  'a queue that was deleted or damaged is begun anew; what is open is told again',
  async (t) => {
    const receiver = await receive(t);
    const file = tempFile(t);
    const queue = join(dirname(file), 'notify.db');
    writeFileSync(queue, 'no database, '.repeat(1000));
    const now = { ahead: 0 };
    const notified = notify(t, [webhookTo(receiver.url)], {
      approvals: { file },
      options: { now: () => Date.now() + now.ahead },
    });
    void notified.ask();
    await until(() => receiver.got.length === 1);
    rmSync(queue);
    void notified.ask(subjectNamed('other'));
    // However often it is tried meanwhile, and whether its error is still to be seen.
    await until(() => {
      now.ahead += 1000;
      return receiver.got.length === 3;
    });
    const ids = receiver.got.map(({ headers }) => headers['webhook-id']);
    t.equal(ids.filter((id) => id === ids[0]).length, 2, 'the first again, under its id');
  },
);
