import t from 'tap';
import { DANA, open, pendingId, states } from './support.ts';

void t.test('of 100 identical held requests one passes on one grant', async (t) => {
  const opened = open(t);
  const asked = Array.from({ length: 100 }, () => opened.ask());
  const id = await pendingId(opened);
  t.equal(opened.approvals.list().length, 1, 'they share one approval');
  t.equal(opened.approvals.held(), 100);
  await opened.approvals.decide(id, 'granted', DANA);
  const settled = await Promise.allSettled(asked);
  const passed = settled.filter(({ status }) => status === 'fulfilled');
  t.equal(passed.length, 1);
  t.equal(settled[0]!.status, 'fulfilled', 'the first come');
  const codes = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
  t.same(new Set(codes), new Set(['approval-required']));
  t.same(states(opened.steps), ['pending', 'granted', 'consumed']);
  t.equal(opened.approvals.held(), 0);
});

void t.test('of 100 repeats of a granted request one passes', async (t) => {
  const opened = open(t, { hold: 10 });
  await t.rejects(opened.ask());
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  const settled = await Promise.allSettled(Array.from({ length: 100 }, () => opened.ask()));
  t.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
  t.equal(opened.steps.filter(({ state }) => state === 'consumed').length, 1);
});

void t.test('of two people who decide at once one does', async (t) => {
  const opened = open(t);
  void opened.ask();
  const id = await pendingId(opened);
  const settled = await Promise.allSettled([
    opened.approvals.decide(id, 'denied', DANA),
    opened.approvals.decide(id, 'granted', { ...DANA, subject: 'erin' }),
  ]);
  t.match(settled, [{ status: 'fulfilled' }, { reason: { code: 'approval-settled' } }]);
  t.same(states(opened.steps), ['pending', 'denied']);
});
