import t from 'tap';
import { DANA, DEMAND, PARTS, subjectOf } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { startSlack } from './slack-server.ts';
import { botTo, notify, receive, webhookTo } from './support.ts';

void t.test(
  'break-glass is told at once, to who reviews, and again until it is reviewed',
  async (t) => {
    const receiver = await receive(t);
    const slack = await startSlack(t);
    const now = { ahead: 0 };
    const clock = (): number => Date.now() + now.ahead;
    const notified = notify(
      t,
      [
        webhookTo(receiver.url, { groups: ['security'] }),
        webhookTo(receiver.url, { name: 'deciders', groups: ['dpo'] }),
        botTo(slack.url, { groups: ['security'] }),
      ],
      { options: { now: clock }, config: { reviewAfter: 86_400_000 } },
    );
    const demand = { ...DEMAND, break_glass: true, review_groups: ['security'] };
    const subject = subjectOf({ ...PARTS, justification: 'it burns' });
    const { id } = await notified.ask(subject, undefined, demand);
    const types = (): unknown[] => receiver.json().map(({ type }) => type);
    await until(() => types().length === 1);
    t.same(types(), ['approval.break_glass']);
    for (const due of [2, 3]) {
      now.ahead += 86_500_000;
      await until(() => types().length === due);
      t.equal(types().at(-1), 'approval.review_due');
    }
    const reviewer = { ...DANA, subject: 'sam', groups: ['security'] };
    await notified.approvals.review(id, reviewer, 'it did burn');
    await until(() => types().length === 4);
    t.match(receiver.json().at(-1), {
      type: 'approval.reviewed',
      data: { by: { subject: 'sam' } },
    });
    await until(() =>
      JSON.stringify([...slack.messages.values()]).includes('Break-glass reviewed'),
    );
    t.equal(slack.messages.size, 1, 'in its place');
    now.ahead += 86_500_000;
    await notified.ask(subjectOf({ ...PARTS, justification: 'again' }), undefined, demand);
    // For the queue's clock that was three days ago, so that its review may be due already.
    await until(() => types().length >= 5);
    t.equal(types()[4], 'approval.break_glass');
  },
);
