import t from 'tap';
import { DANA, DEMAND, pendingId } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { notify, receive, webhookTo } from '../notify/support.ts';

void t.test(
  'a receiver that never answers holds up neither decisions nor other channels',
  async (t) => {
    const silent = await receive(t, () => undefined);
    const receiver = await receive(t);
    const notified = notify(
      t,
      [webhookTo(silent.url, { name: 'silent' }), webhookTo(receiver.url, { name: 'good' })],
      { tuning: { timeout: 100 } },
    );
    const asked = notified.ask();
    await notified.approvals.decide(await pendingId(notified), 'granted', DANA);
    await asked;
    await until(() => receiver.json().some(({ type }) => type === 'approval.used'));
    await until(() => notified.notifications.state()[0]!.failed > 1);
    t.match(notified.notifications.state()[0], { ok: 0, last_error: 'it did not answer in time' });
  },
);

void t.test('an answer without end is not read to it', async (t) => {
  let written = 0;
  const endless = await receive(t, (_, res) => {
    res.writeHead(500);
    const more = (): void => {
      while (!res.destroyed && res.write(Buffer.alloc(16_384))) written += 16_384;
      if (!res.destroyed) res.once('drain', more);
    };
    more();
  });
  const notified = notify(t, [webhookTo(endless.url)], {
    tuning: { channelPause: 1e6, firstPause: 1e6 },
  });
  void notified.ask();
  await until(() => notified.notifications.state()[0]!.failed === 1);
  t.match(notified.notifications.state()[0], { last_error: 'it answered 500' });
  t.ok(written < 16 * 1024 * 1024, `${written} bytes were taken`);
});

void t.test('a redirect inward is not followed', async (t) => {
  const inward = await receive(t);
  for (const status of [301, 302, 303, 307, 308]) {
    const receiver = await receive(
      t,
      (_, res) => void res.writeHead(status, { location: inward.url }).end(),
    );
    const notified = notify(t, [webhookTo(receiver.url)]);
    void notified.ask();
    await until(() => notified.notifications.state()[0]!.failed > 0);
    t.equal(notified.notifications.state()[0]!.last_error, `it answered ${status}`);
  }
  t.same(inward.got, []);
});

void t.test(
  '500 for hours: tried ever more rarely, then a dead letter, and sent when asked',
  async (t) => {
    let status = 500;
    let ahead = 0;
    const receiver = await receive(t, (_, res) => void res.writeHead(status).end());
    const hour = 3_600_000;
    const notified = notify(t, [webhookTo(receiver.url)], {
      config: { giveUpAfter: 6 * hour },
      options: { now: () => Date.now() + ahead },
      tuning: { firstPause: 5000, lastPause: 2 * hour, channelPause: 20, timeout: 5000 },
    });
    void notified.ask();
    const dead = (): number => notified.notifications.state()[0]!.dead;
    await until(() => {
      // Time passes twenty minutes at a step.
      if (receiver.got.length > 0) ahead += 20 * 60_000;
      return dead() === 1;
    });
    t.ok(receiver.got.length >= 3, `${receiver.got.length} attempts`);
    t.ok(receiver.got.length < 20, `${receiver.got.length} attempts`);
    const [letter] = notified.notifications.deadLetters();
    t.equal(letter!.error, 'it answered 500');
    status = 200;
    notified.notifications.retry(letter!.id);
    await until(() => dead() === 0 && notified.notifications.state()[0]!.ok > 0);
    t.equal(receiver.got.at(-1)!.headers['webhook-id'], letter!.id);
  },
);

void t.test(
  'a receiver that is not there is said by its code, and no secret with it',
  async (t) => {
    const gone = await receive(t);
    gone.server.close();
    const notified = notify(t, [webhookTo(`${gone.url}/token-in-the-path`)]);
    void notified.ask(undefined, undefined, DEMAND);
    await until(() => notified.notifications.state()[0]!.failed > 0);
    t.equal(notified.notifications.state()[0]!.last_error, 'it cannot be reached: ECONNREFUSED');
  },
);
