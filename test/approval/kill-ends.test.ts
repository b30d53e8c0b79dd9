import t from 'tap';
import { killedAt, reopen } from './kill.ts';
import { logged } from './run-child.ts';
import { DANA, refused } from './support.ts';

for (const moment of ['before', 'after'] as const) {
  for (const [work, prepared, state] of [
    ['revoke', 'granted', 'revoked'],
    ['withdraw', 'pending', 'withdrawn'],
    ['void', 'pending', 'voided'],
    ['void', 'granted', 'voided'],
  ] as const) {
    void t.test(`killed ${moment} ${prepared} is recorded as ${state}: it is`, async (t) => {
      const { file, id } = await killedAt(t, prepared, { work }, { state, moment });
      const opened = await reopen(t, file);
      t.match(opened.steps, [{ state, approval: id }]);
      t.equal((await opened.approvals.get(id!)).state, state);
      const refusal = await refused(t, opened.ask(), 'approval-required');
      t.not(refusal.extras.approval, id);
    });
  }

  void t.test(`killed ${moment} a break-glass is recorded: it is to be reviewed`, async (t) => {
    const die = { state: 'consumed', moment };
    const { file, log } = await killedAt(t, 'none', { work: 'break-glass' }, die);
    t.same(logged(log, 'passed'), []);
    const opened = await reopen(t, file);
    t.match(opened.steps, [{ state: 'consumed', break_glass: true }]);
    t.equal(opened.approvals.list({ review: 'open' }).length, 1);
  });

  void t.test(`killed ${moment} a review is recorded: it is open still`, async (t) => {
    const die = { state: 'consumed', moment };
    const { file, log } = await killedAt(t, 'break-glass', { work: 'review' }, die);
    t.equal(logged(log, 'recorded consumed').length, moment === 'before' ? 0 : 1);
    const opened = await reopen(t, file);
    const [left] = opened.approvals.list({ review: 'open' });
    const reviewed = await opened.approvals.review(left!.id, DANA, 'it did burn');
    t.match(reviewed, { review: { state: 'done' } });
  });

  for (const [prepared, state, ahead] of [
    ['pending', 'expired', 16 * 60_000],
    ['granted', 'expired', 16 * 60_000],
    ['left', 'withdrawn', 60_000],
  ] as const) {
    void t.test(`killed ${moment} ${prepared} is recorded as ${state}: it is`, async (t) => {
      const die = { state, moment };
      const { file, id } = await killedAt(t, prepared, { work: 'expire', ahead }, die);
      const opened = await reopen(t, file, ahead + 31_000);
      t.match(opened.steps, [{ state, approval: id }]);
      t.equal((await opened.approvals.get(id!)).state, state);
    });
  }
}
