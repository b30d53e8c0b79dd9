import t from 'tap';
import { DANA, DEMAND, open, pendingId, refused, states, subjectOf } from './support.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

void t.test('an approval stands 15 minutes, to the millisecond', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time, hold: 1, poll: 1e6 });
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  t.equal((await opened.approvals.get(id)).decide_by, '2026-01-01T00:15:00.000Z');
  time = START + 15 * MINUTE - 1;
  const granted = await opened.approvals.decide(id, 'granted', DANA);
  t.equal(granted.use_by, '2026-01-01T00:29:59.999Z', 'and the grant 15 more');
  time += 15 * MINUTE;
  const refusal = await refused(t, opened.ask(), 'approval-required');
  t.not(refusal.extras.approval, id, 'a new one is asked for');
  t.equal((await opened.approvals.get(id)).state, 'expired');
  await opened.approvals.expire();
  t.same(states(opened.steps.filter((step) => step.approval === id)), [
    'pending',
    'granted',
    'expired',
  ]);
});

void t.test(
  'after the deadline nobody decides, and a clock set back does not revive it',
  async (t) => {
    let time = START;
    const opened = open(t, { now: () => time, hold: 1, poll: 1e6 });
    await refused(t, opened.ask(), 'approval-required');
    const id = await pendingId(opened);
    time += 15 * MINUTE;
    await refused(t, opened.approvals.decide(id, 'granted', DANA), 'approval-settled');
    time = START;
    await refused(t, opened.approvals.decide(id, 'granted', DANA), 'approval-settled');
    t.equal((await opened.approvals.get(id)).state, 'expired');
  },
);

void t.test('the demand says how long', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time, hold: 1, poll: 1e6 });
  const demand = { ...DEMAND, expires_in: '30s', use_within: '1m' };
  const ask = (): Promise<unknown> => opened.ask(subjectOf(), undefined, demand);
  const first = (await refused(t, ask(), 'approval-required')).extras.approval!;
  time += 30_000;
  t.equal((await opened.approvals.get(first)).state, 'expired');
  const second = (await refused(t, ask(), 'approval-required')).extras.approval!;
  await opened.approvals.decide(second, 'granted', DANA);
  time += 60_000;
  const third = (await refused(t, ask(), 'approval-required')).extras.approval!;
  t.not(third, second, 'a grant is not used after its own deadline');
  t.equal((await opened.approvals.get(second)).state, 'expired');
});

void t.test('an approval that expires ends the hold', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time });
  const asked = opened.ask();
  const id = await pendingId(opened);
  time += 15 * MINUTE;
  const refusal = await refused(t, asked, 'approval-required');
  t.equal(refusal.extras.approval, id);
  t.match(refusal.detail, /in time/);
  t.same(states(opened.steps), ['pending', 'expired']);
});

void t.test('opening closes what expired meanwhile', async (t) => {
  let time = START;
  const first = open(t, { now: () => time, hold: 1 });
  await refused(t, first.ask(), 'approval-required');
  await first.approvals.close();
  time += 15 * MINUTE;
  const second = open(t, { file: first.file, now: () => time, poll: 1e6 });
  await second.approvals.expire();
  t.same(states(second.steps), ['expired']);
});

void t.test('a settled approval is forgotten a day after its deadline', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time, hold: 1, poll: 1e6 });
  const refusal = await refused(t, opened.ask(), 'approval-required');
  time += 16 * MINUTE;
  await opened.approvals.expire();
  t.equal((await opened.approvals.get(refusal.extras.approval!)).state, 'expired');
  time += 24 * 60 * MINUTE;
  await opened.approvals.expire();
  await refused(t, () => opened.approvals.get(refusal.extras.approval!), 'approval-not-found');
});
