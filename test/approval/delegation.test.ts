import t from 'tap';
import type { Approver } from '../../gateway/approval/approvals.ts';
import { DANA, open, pendingId, refused, subjectOf } from './support.ts';

const START = Date.UTC(2026, 0, 1);
const BO: Approver = { ...DANA, subject: 'bo', groups: ['sales'], link: 'bo@example.com' };
const CY: Approver = { ...DANA, subject: 'cy', groups: [] };
const until = new Date(START + 3_600_000).toISOString();

void t.test('a delegate decides until the end, and is recorded with whom for', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time, poll: 1e6, hold: 1 });
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  await refused(t, opened.approvals.decide(id, 'granted', BO), 'approval-forbidden');
  const delegation = await opened.approvals.delegate(DANA, { to: BO, until, reason: 'leave' });
  t.match(opened.others, [
    { delegation: delegation.id, state: 'made', from: { subject: 'dana' }, to: { subject: 'bo' } },
  ]);
  t.match((await opened.approvals.get(id, BO)).may, { on_behalf_of: { subject: 'dana' } });
  const decided = await opened.approvals.decide(id, 'granted', BO);
  t.match(decided.approvals, [{ by: { subject: 'bo' }, on_behalf_of: { subject: 'dana' } }]);
  t.match(opened.steps.at(-1), { by: { subject: 'bo' }, on_behalf_of: { subject: 'dana' } });

  await opened.ask();
  await refused(t, opened.ask(), 'approval-required');
  time = START + 3_600_000;
  await refused(t, opened.ask(), 'approval-required');
  const next = await pendingId(opened);
  await refused(t, opened.approvals.decide(next, 'granted', BO), 'approval-forbidden');
});

void t.test('who delegated and their delegate are one person', async (t) => {
  const opened = open(t, { now: () => START, poll: 1e6 });
  void opened.ask(subjectOf(), undefined, { groups: ['dpo'], quorum: 2 });
  const id = await pendingId(opened);
  await opened.approvals.delegate(DANA, { to: BO, until });
  await opened.approvals.decide(id, 'granted', BO);
  await refused(t, opened.approvals.decide(id, 'granted', DANA), 'approval-forbidden');
  await refused(t, opened.approvals.decide(id, 'granted', BO), 'approval-forbidden');
  t.equal((await opened.approvals.get(id)).state, 'pending');
});

void t.test('nobody hands on what was delegated to them', async (t) => {
  const opened = open(t, { now: () => START, poll: 1e6 });
  void opened.ask();
  const id = await pendingId(opened);
  await opened.approvals.delegate(DANA, { to: BO, until });
  await opened.approvals.delegate(BO, { to: CY, until });
  await refused(t, opened.approvals.decide(id, 'granted', CY), 'approval-forbidden');
});

void t.test('a delegation that is ended holds no more', async (t) => {
  const opened = open(t, { now: () => START, poll: 1e6 });
  void opened.ask();
  const id = await pendingId(opened);
  const delegation = await opened.approvals.delegate(DANA, { to: BO, until });
  await refused(t, opened.approvals.endDelegation(delegation.id, CY), 'not-found');
  t.equal(opened.approvals.delegations(BO).length, 1);
  await opened.approvals.endDelegation(delegation.id, DANA);
  t.same(opened.approvals.delegations(BO), []);
  t.match(opened.others.at(-1), { state: 'ended' });
  await refused(t, opened.approvals.decide(id, 'granted', BO), 'approval-forbidden');
});

void t.test('what is no delegation is refused', async (t) => {
  const opened = open(t, { now: () => START, poll: 1e6 });
  for (const wrong of ['', 'soon', new Date(START).toISOString(), '2027-01-01T00:00:00Z']) {
    const made = opened.approvals.delegate(DANA, { to: BO, until: wrong });
    await refused(t, made, 'malformed-request');
  }
  await refused(t, opened.approvals.delegate(DANA, { to: DANA, until }), 'malformed-request');
  const agent = { ...DANA, actors: [{ subject: 'agent' }] };
  await refused(t, opened.approvals.delegate(agent, { to: BO, until }), 'approval-forbidden');
  t.same(opened.others, []);
});
