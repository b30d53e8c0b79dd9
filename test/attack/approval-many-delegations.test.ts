/**
 * Somebody delegates without end, so that the database fills, or so that others' delegations are crowded out of the
 * lists in which they are looked up.
 */
import t from 'tap';
import type { Approver } from '../../gateway/approval/approvals.ts';
import { DANA, open, refused } from '../approval/support.ts';

const START = Date.UTC(2026, 0, 1);
const MALLORY: Approver = { ...DANA, subject: 'mallory', groups: [], link: 'm@example.com' };
const BO: Approver = { ...DANA, subject: 'bo', groups: [] };
const until = new Date(START + 3_600_000).toISOString();

void t.test('twenty hold at once, also when all are asked for together', async (t) => {
  const { approvals } = open(t, { now: () => START, poll: 1e6 });
  const asked = Array.from({ length: 100 }, () => approvals.delegate(MALLORY, { to: BO, until }));
  const made = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled');
  t.equal(made.length, 20);
  await refused(t, approvals.delegate(MALLORY, { to: BO, until }), 'too-many-delegations');

  const [one] = approvals.delegations(MALLORY);
  await approvals.endDelegation(one!.id, MALLORY);
  await approvals.delegate(MALLORY, { to: BO, until });
});

void t.test('many people who delegate crowd nobody out', async (t) => {
  const { approvals } = open(t, { now: () => START, poll: 1e6 });
  for (let person = 0; person < 60; person += 1) {
    const crowd = { ...MALLORY, subject: `mallory ${String(person)}` };
    for (let each = 0; each < 20; each += 1) await approvals.delegate(crowd, { to: BO, until });
  }
  const mine = await approvals.delegate(DANA, { to: BO, until });
  t.same(
    approvals.delegations(DANA).map(({ id }) => id),
    [mine.id],
  );
  t.ok(approvals.delegations(BO).some(({ id }) => id === mine.id));
  await approvals.endDelegation(mine.id, DANA);
  t.same(approvals.delegations(DANA), []);
});
