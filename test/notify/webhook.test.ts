import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { DANA, pendingId, subjectOf, PARTS } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { notify, receive, SECRET, secretOf, webhookTo } from './support.ts';

void t.test(
  'each step of an approval is told, in order, and signed per Standard Webhooks',
  async (t) => {
    const receiver = await receive(t);
    const notified = notify(t, [webhookTo(receiver.url)]);
    const asked = notified.ask();
    const id = await pendingId(notified);
    await notified.approvals.decide(id, 'granted', DANA);
    await asked;
    await until(() => receiver.got.length >= 3);
    for (const { body, headers } of receiver.got) {
      const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
      t.same(verified, JSON.parse(body));
    }
    t.same(
      receiver.json().map(({ type }) => type),
      ['approval.asked', 'approval.granted', 'approval.used'],
    );
    t.match(receiver.json()[0], {
      data: {
        id,
        connection: 'crm',
        host: 'crm.internal',
        method: 'POST',
        requester: { issuer: 'https://id.example', subject: 'support-agent' },
        reasons: ['bulk-export'],
        groups: ['dpo'],
        risk: 2,
        quorum: 1,
        link: `https://regent.example/inbox/${id}`,
      },
    });
    t.match(receiver.json()[1], { data: { by: { subject: 'dana' } } });
    const text = receiver.got.map(({ body }) => body).join();
    for (const hidden of ['/export', 'all=1', '"all"', 'x-tenant']) t.notMatch(text, hidden);
  },
);

void t.test('what the configuration shows is told besides', async (t) => {
  const receiver = await receive(t);
  const notified = notify(t, [
    webhookTo(receiver.url, { show: ['path', 'query', 'justification', 'reason'] }),
  ]);
  const asked = notified.ask(subjectOf({ ...PARTS, justification: 'ticket 7' }));
  const id = await pendingId(notified);
  await until(() => receiver.got.length === 1);
  t.match(receiver.json()[0], {
    data: { path: '/export', query: 'all=1', justification: 'ticket 7' },
  });
  await notified.approvals.decide(id, 'denied', DANA, { reason: 'not today' });
  await asked.catch(() => undefined);
  await until(() => receiver.got.length === 2);
  t.match(receiver.json()[1], { type: 'approval.denied', data: { reason: 'not today' } });
});

void t.test('while a secret is changed, both sign', async (t) => {
  const other = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
  const receiver = await receive(t);
  const secrets = [secretOf(SECRET), secretOf(other)];
  const notified = notify(t, [webhookTo(receiver.url, { secrets })]);
  void notified.ask();
  await until(() => receiver.got.length === 1);
  const { body, headers } = receiver.got[0]!;
  for (const secret of [SECRET, other]) {
    new Webhook(secret).verify(body, headers as Record<string, string>);
  }
  const forged = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  t.throws(() => new Webhook(forged).verify(body, headers as Record<string, string>));
});

void t.test('what fails is sent again under the same id, and those after it wait', async (t) => {
  const receiver = await receive(t, (_, res, all) => {
    res.statusCode = all.length <= 4 ? 500 : 200;
    res.end();
  });
  const notified = notify(t, [webhookTo(receiver.url)]);
  void notified.ask();
  const id = await pendingId(notified);
  await notified.approvals.decide(id, 'denied', DANA);
  await until(() => receiver.json().some(({ type }) => type === 'approval.denied'));
  const ids = receiver.got.map(({ headers }) => headers['webhook-id']);
  t.equal(new Set(ids.slice(0, 5)).size, 1);
  t.not(ids[5], ids[0]);
  t.equal(receiver.json().filter(({ type }) => type === 'approval.denied').length, 1);
  await until(() => notified.notifications.state()[0]!.ok === 2);
  t.match(notified.notifications.state(), [{ failed: 4, dead: 0, queued: 0 }]);
  t.equal(notified.notifications.state()[0]!.last_error, undefined);
  t.same(
    notified.logs.map(({ level }) => level),
    ['warn', 'info'],
    'said once, and once that it works',
  );
});

void t.test('Retry-After is honoured', async (t) => {
  const receiver = await receive(
    t,
    (_, res) => void res.writeHead(429, { 'retry-after': '3600' }).end(),
  );
  const now = { ahead: 0 };
  const clock = (): number => Date.now() + now.ahead;
  const notified = notify(t, [webhookTo(receiver.url)], { options: { now: clock } });
  void notified.ask();
  await until(() => notified.notifications.state()[0]!.failed === 1);
  now.ahead = 3_000_000;
  await notified.approvals.decide(await pendingId(notified), 'denied', DANA);
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(receiver.got.length, 1);
  now.ahead = 3_700_000;
  await until(() => receiver.got.length > 1);
});

void t.test('410 ends the channel, and a retry begins it again', async (t) => {
  let status = 410;
  const receiver = await receive(t, (_, res) => void res.writeHead(status).end());
  const notified = notify(t, [webhookTo(receiver.url)]);
  void notified.ask();
  await until(() => notified.notifications.state()[0]!.disabled === true);
  await notified.approvals.decide(await pendingId(notified), 'denied', DANA);
  await until(() => notified.notifications.state()[0]!.dead === 2);
  t.equal(receiver.got.length, 1);
  status = 200;
  const [first] = notified.notifications.deadLetters();
  t.match(first, { channel: 'hook', event: 'asked', error: 'it answered 410' });
  t.ok(notified.notifications.retry(first!.id));
  await until(() => receiver.got.length === 2);
  t.equal(receiver.got[1]!.headers['webhook-id'], first!.id);
  await until(() => notified.notifications.state()[0]!.disabled === undefined);
  t.notOk(notified.notifications.retry('ntf_unknown'));
});

void t.test(
  'only the channels of the groups concerned are told, of the events they want',
  async (t) => {
    const receiver = await receive(t);
    const to = (path: string, more: object): ReturnType<typeof webhookTo> =>
      webhookTo(`${receiver.url}/${path}`, { name: path, ...more });
    const notified = notify(t, [
      to('others', { groups: ['finance'] }),
      to('dpo', { groups: ['finance', 'dpo'] }),
      to('ends', { events: ['denied'] }),
    ]);
    void notified.ask();
    await notified.approvals.decide(await pendingId(notified), 'denied', DANA);
    await until(() => receiver.got.length === 3);
    t.same(receiver.got.map(({ url }) => url).toSorted(), ['/dpo', '/dpo', '/ends']);
  },
);
