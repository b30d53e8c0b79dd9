import t from 'tap';
import type { Approver } from '../../gateway/approval/approvals.ts';
import { DANA, open, pendingId, refused, states, subjectOf } from './support.ts';

const DEMAND = { groups: ['dpo'], quorum: 2 };
const ERIN: Approver = { ...DANA, subject: 'erin' };

void t.test('two people must agree, and each yes is on record', async (t) => {
  const opened = open(t);
  const asked = opened.ask(subjectOf(), undefined, DEMAND);
  const id = await pendingId(opened);
  const first = await opened.approvals.decide(id, 'granted', DANA, { reason: 'ticket 17' });
  t.match(first, { state: 'pending', quorum: 2, approvals: [{ reason: 'ticket 17' }] });
  t.equal(first.use_by, undefined);
  t.equal(opened.approvals.held(), 1, 'one yes passes nothing');
  const second = await opened.approvals.decide(id, 'granted', ERIN);
  t.match(second, {
    state: 'granted',
    approvals: [{ by: { subject: 'dana' } }, { by: ERIN.subject && { subject: 'erin' } }],
  });
  t.equal((await asked).id, id);
  t.same(states(opened.steps), ['pending', 'pending', 'granted', 'consumed']);
  t.match(opened.steps, [
    {},
    { by: { subject: 'dana' }, reason: 'ticket 17' },
    { by: { subject: 'erin' } },
  ]);
});

void t.test('one no is enough', async (t) => {
  const opened = open(t);
  const asked = opened.ask(subjectOf(), undefined, DEMAND);
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  t.equal((await opened.approvals.decide(id, 'denied', ERIN)).state, 'denied');
  await refused(t, asked, 'approval-denied');
});

void t.test('a yes that cannot be recorded does not count, and can be given again', async (t) => {
  let fails = false;
  const opened = open(t, {
    hold: 1,
    record: () => (fails ? Promise.reject(new Error('EIO')) : Promise.resolve()),
  });
  await refused(t, opened.ask(subjectOf(), undefined, DEMAND), 'approval-required');
  const id = await pendingId(opened);
  fails = true;
  await refused(t, opened.approvals.decide(id, 'granted', DANA), 'ledger-unavailable');
  t.same((await opened.approvals.get(id)).approvals, []);
  fails = false;
  t.equal((await opened.approvals.decide(id, 'granted', ERIN)).approvals.length, 1);
  t.equal((await opened.approvals.decide(id, 'granted', DANA)).state, 'granted');
});

void t.test('what a held agent is told names how many agree', async (t) => {
  const opened = open(t, { hold: 1 });
  const ask = (): Promise<unknown> => opened.ask(subjectOf(), undefined, DEMAND);
  await refused(t, ask(), 'approval-required');
  await opened.approvals.decide(await pendingId(opened), 'granted', DANA);
  const { extras } = await refused(t, ask(), 'approval-required');
  t.match(extras.waitsFor, { groups: ['dpo'], quorum: 2, approved: 1 });
});
