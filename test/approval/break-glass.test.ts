import t from 'tap';
import type { ApprovalChange } from '../../gateway/approval/approvals.ts';
import { DANA, open, PARTS, refused, states, subjectOf } from './support.ts';

const DEMAND = { groups: ['dpo'], break_glass: true, review_groups: ['audit'] };
const ADA = { ...DANA, subject: 'ada', groups: ['audit'] };
const justified = { ...subjectOf(), parts: { ...PARTS, justification: 'the site is down' } };

void t.test('with a reason it passes at once, and stays open until it is reviewed', async (t) => {
  const changes: ApprovalChange[] = [];
  const opened = open(t, { poll: 1e6 });
  opened.approvals.subscribe((change) => void changes.push(change));
  const { id } = await opened.ask(justified, undefined, DEMAND);
  t.match(opened.steps, [{ state: 'consumed', break_glass: true, id: 'decision-1' }]);
  t.match(
    changes.find((change) => change.id === id),
    { break_glass: true },
  );
  t.match(await opened.approvals.get(id, ADA), {
    state: 'consumed',
    break_glass: true,
    justification: 'the site is down',
    risk: 3,
    review: { state: 'open' },
    may: { decide: false, review: true },
  });
  t.equal(opened.approvals.list({ review: 'open' }, ADA).length, 1);

  await refused(t, opened.approvals.review(id, DANA, 'fine'), 'approval-forbidden');
  await refused(t, opened.approvals.review(id, ADA, ' '), 'justification-required');
  const reviewed = await opened.approvals.review(id, ADA, 'It was down indeed.');
  t.match(reviewed.review, {
    state: 'done',
    by: { subject: 'ada' },
    reason: 'It was down indeed.',
  });
  t.match(opened.steps.at(-1), { reviewed: true, by: { subject: 'ada' } });
  await refused(t, opened.approvals.review(id, ADA, 'again'), 'approval-settled');
  t.same(opened.approvals.list({ review: 'open' }, ADA), []);
});

void t.test('without a reason it does not pass', async (t) => {
  const opened = open(t);
  for (const justification of [undefined, '', '  ']) {
    const parts = { ...PARTS, ...(justification !== undefined && { justification }) };
    const asked = opened.ask({ ...subjectOf(), parts }, undefined, DEMAND);
    await refused(t, asked, 'justification-required');
  }
  t.same(opened.steps, []);
});

void t.test('what cannot be recorded does not pass', async (t) => {
  const opened = open(t, { record: () => Promise.reject(new Error('EIO')) });
  await refused(t, opened.ask(justified, undefined, DEMAND), 'ledger-unavailable');
});

void t.test('nobody reviews what is their own', async (t) => {
  const opened = open(t);
  const { id } = await opened.ask({ ...justified, link: 'ada@example.com' }, undefined, DEMAND);
  const parties = [
    { ...ADA, link: 'ada@example.com' },
    { ...ADA, subject: 'support-agent' },
    { ...ADA, actors: [{ subject: 'x' }] },
  ];
  for (const by of parties) {
    await refused(t, opened.approvals.review(id, by, 'fine'), 'approval-forbidden');
  }
});

void t.test('an open review is not forgotten', async (t) => {
  let time = Date.UTC(2026, 0, 1);
  const opened = open(t, { now: () => time, poll: 1e6 });
  const { id } = await opened.ask(justified, undefined, DEMAND);
  time += 400 * 24 * 3_600_000;
  await opened.approvals.expire();
  t.match((await opened.approvals.get(id)).review, { state: 'open' });
  await opened.approvals.review(id, ADA, 'late');
  await opened.approvals.expire();
  await refused(t, opened.approvals.get(id), 'approval-not-found');
  t.same(states(opened.steps), ['consumed', 'consumed']);
});
