import t, { type Test } from 'tap';
import type { SlackButtons } from '../../gateway/types.ts';
import { DEMAND, ISSUER, PARTS, pendingId } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import {
  BUTTONS,
  clickBody,
  signed,
  startSlack,
  type SlackServer,
} from '../notify/slack-server.ts';
import { botTo, notify, type Notified } from '../notify/support.ts';

/** Beside who may decide: somebody of other groups, and who has asked. */
const PEOPLE = [
  ...BUTTONS.people,
  { user: 'U4', issuer: ISSUER, subject: 'finn', groups: ['finance'] },
  { user: 'U3', ...PARTS.identity, groups: ['dpo'] },
];

interface Asked extends Notified {
  slack: SlackServer;
  id: string;
  ts: string;
  body: Buffer;
}

/** One approval that waits, and its message. */
async function asked(t: Test, buttons: Partial<SlackButtons> = {}): Promise<Asked> {
  const slack = await startSlack(t);
  const notified = notify(t, [
    botTo(slack.url, { buttons: { ...BUTTONS, people: PEOPLE, ...buttons } }),
  ]);
  void notified.ask(undefined, undefined, { ...DEMAND, quorum: 2 });
  const id = await pendingId(notified);
  await until(() => notified.notifications.state()[0]!.ok === 1);
  const [ts] = slack.messages.keys();
  return { ...notified, slack, id, ts: ts!, body: clickBody({ approval: id, ts: ts! }) };
}

/** Whether nobody has agreed, and nothing is settled. */
function waits({ approvals, id }: Asked): boolean {
  const approval = approvals.outline(id)!;
  return approval.state === 'pending' && approval.approvals.length === 0;
}

void t.test('a click that Slack did not sign, or not lately, decides nothing', async (t) => {
  const one = await asked(t);
  const { notifications, body } = one;
  const good = signed(body);
  const late = Date.now() - 301_000;
  const early = Date.now() + 302_000;
  const bad = [
    { timestamp: undefined, signature: undefined },
    { ...good, signature: undefined },
    { ...good, timestamp: undefined },
    { ...good, signature: 'v0=' },
    { ...good, signature: good.signature.replace('v0', 'v1') },
    { ...good, signature: good.signature.toUpperCase() },
    { ...good, timestamp: String(Number(good.timestamp) + 1) },
    { ...good, timestamp: `${good.timestamp}.0` },
    signed(body, Date.now(), 'another secret'),
    signed(Buffer.from('other'), Date.now()),
    signed(body, late),
    signed(body, early),
  ];
  for (const headers of bad) t.equal(notifications.slackCalled(body, headers), 401);
  t.ok(waits(one));
});

void t.test('a click that is sent again decides nothing', async (t) => {
  const one = await asked(t);
  const headers = signed(one.body);
  t.equal(one.notifications.slackCalled(one.body, headers), 200);
  await until(() => !waits(one));
  t.equal(one.notifications.slackCalled(one.body, headers), 401);
  t.equal(one.approvals.outline(one.id)!.approvals.length, 1);
});

void t.test(
  'who is not mapped, may not decide, or asked themselves, decides nothing',
  async (t) => {
    const one = await asked(t);
    for (const [user, said] of [
      ['U9', 'Regent does not know who you are'],
      ['U4', 'Nothing is decided'],
      ['U3', 'Nothing is decided'],
    ] as const) {
      const body = clickBody({ approval: one.id, ts: one.ts, user });
      t.equal(one.notifications.slackCalled(body, signed(body)), 200);
      await until(() => one.slack.ephemeral.some((shown) => shown.user === user));
      const shown = one.slack.ephemeral.find((shown) => shown.user === user);
      t.match(shown, { channel: 'C1', text: said });
    }
    t.ok(waits(one));
  },
);

void t.test('what is too risky for a click is not approved by one that is made up', async (t) => {
  const one = await asked(t, { approveUpToRisk: 1 });
  t.equal(one.notifications.slackCalled(one.body, signed(one.body)), 200);
  await until(() => one.slack.ephemeral.length === 1);
  t.match(one.slack.ephemeral[0], { text: /too risky/ });
  t.ok(waits(one));
});

void t.test(
  'a click of another workspace, on another message, or on nothing, decides nothing',
  async (t) => {
    const one = await asked(t);
    const { id, ts } = one;
    const bodies = [
      clickBody({ approval: id, ts, team: 'T2' }),
      clickBody({ approval: id, ts: '1503435956.999999' }),
      clickBody({ approval: 'apr_AAAAAAAAAAAAAAAAAAAAAA', ts }),
      clickBody({ approval: id, ts, action: 'regent_grant' }),
      Buffer.from('payload=%7B'),
      Buffer.from('payload=null'),
      Buffer.from(''),
      Buffer.alloc(1000, 0xff),
      Buffer.from(`payload=${encodeURIComponent('{"type":"block_actions","actions":[{},{}]}')}`),
    ];
    for (const body of bodies) t.equal(one.notifications.slackCalled(body, signed(body)), 200);
    // One that counts goes behind them all.
    t.equal(one.notifications.slackCalled(one.body, signed(one.body)), 200);
    await until(() => !waits(one));
    t.same(
      one.approvals.outline(id)!.approvals.map(({ by }) => by.subject),
      ['dana'],
    );
  },
);
