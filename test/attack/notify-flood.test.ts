import t from 'tap';
import type { Decision } from '../../gateway/types.ts';
import {
  DECISION,
  DEMAND,
  PARTS,
  pendingId,
  subjectNamed,
  subjectOf,
} from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { startSlack } from '../notify/slack-server.ts';
import { botTo, notify, receive, webhookTo } from '../notify/support.ts';

void t.test('a flood of one requester is told in sum, and hides nobody else', async (t) => {
  const slack = await startSlack(t);
  const notified = notify(t, [botTo(slack.url)], {
    config: { collapse: { after: 3, window: 600_000 } },
    approvals: { maxHeld: 1000 },
    tuning: { collapseDelay: 200 },
  });
  for (let index = 0; index < 60; index += 1) void notified.ask(subjectNamed(`${index}`));
  const said = (): string[] => [...slack.messages.values()].map((one) => JSON.stringify(one));
  await until(() => said().some((text) => text.includes('Many approvals asked')));
  const other = { ...PARTS, identity: { ...PARTS.identity, subject: 'other-agent' } };
  void notified.ask(subjectOf(other));
  await until(() => said().some((text) => text.includes('Asked by: other-agent')));
  t.equal(said().length, 5, 'three, one for the rest, and that of the other');
  t.equal(notified.counts['slack collapsed'], 57);
  // What came of those that nobody was told of is told to nobody.
  const ids = notified.approvals.ids();
  for (const id of ids)
    await notified.approvals.withdraw(id, PARTS.identity).catch(() => undefined);
  await until(() => notified.approvals.list({ state: 'pending' }).length === 1);
  await until(() => said().filter((text) => text.includes('Withdrawn by the agent')).length === 3);
  t.equal(said().length, 5);
});

void t.test('a flood of questions hides no alarm', async (t) => {
  const slack = await startSlack(t);
  const notified = notify(t, [botTo(slack.url)], {
    config: { collapse: { after: 1, window: 600_000 } },
    tuning: { maxQueued: 2 },
  });
  for (let index = 0; index < 30; index += 1) void notified.ask(subjectNamed(`${index}`));
  await pendingId(notified);
  const decision: Decision = { ...DECISION, approval: { ...DEMAND, break_glass: true } };
  const subject = { ...subjectOf({ ...PARTS, justification: 'it burns' }), decision };
  await notified.ask(subject, undefined, decision.approval);
  await until(() =>
    [...slack.messages.values()].some((one) => JSON.stringify(one).includes('ALERT: passed')),
  );
});

void t.test('a queue that is full takes no more, and says so', async (t) => {
  const receiver = await receive(t, () => undefined);
  const notified = notify(t, [webhookTo(receiver.url)], {
    tuning: { maxQueued: 10, timeout: 1e6 },
  });
  for (let index = 0; index < 40; index += 1) void notified.ask(subjectNamed(`${index}`));
  await until(() => (notified.counts['hook dropped'] ?? 0) === 30);
  t.equal(notified.notifications.state()[0]!.queued, 10);
});
