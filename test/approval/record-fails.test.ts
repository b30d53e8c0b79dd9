import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import type { ApprovalStep } from '../../gateway/approval/record.ts';
import { DANA, open, pendingId, refused, states, type Opened } from './support.ts';

/** Approvals whose ledger fails at the states in `failing`. */
function openFailing(
  t: Parameters<typeof open>[0],
  failing: Set<string>,
  now: () => number = Date.now,
): Opened {
  const steps: ApprovalStep[] = [];
  const opened = open(t, {
    hold: 10,
    poll: 1e6,
    now,
    record: async (_type, data) => {
      if (failing.has(data.state)) throw new Refusal('ledger-unavailable', 'The disk is full.');
      steps.push(data as ApprovalStep);
    },
  });
  return { ...opened, steps };
}

void t.test('an approval whose asking is not recorded is not asked for', async (t) => {
  const failing = new Set(['pending']);
  const opened = openFailing(t, failing);
  const settled = await Promise.allSettled([opened.ask(), opened.ask()]);
  t.match(settled, [
    { reason: { code: 'ledger-unavailable' } },
    { reason: { code: 'approvals-unavailable' } },
  ]);
  t.same(opened.approvals.list(), []);
  failing.clear();
  await refused(t, opened.ask(), 'approval-required');
  t.equal(opened.approvals.list().length, 1, 'asked again, it is there at once');
  t.equal(opened.approvals.held(), 0);
});

void t.test('a fault that is no Refusal becomes ledger-unavailable', async (t) => {
  const opened = open(t, { record: () => Promise.reject(new Error('EIO')) });
  const refusal = await refused(t, opened.ask(), 'ledger-unavailable');
  t.match(refusal.cause, { message: 'EIO' });
});

void t.test('a decision that is not recorded is not taken, and can be taken again', async (t) => {
  for (const verdict of ['granted', 'denied'] as const) {
    const failing = new Set<string>([verdict]);
    const opened = openFailing(t, failing);
    await refused(t, opened.ask(), 'approval-required');
    const id = await pendingId(opened);
    const deciding = opened.approvals.decide(id, verdict, DANA);
    await refused(t, deciding, 'ledger-unavailable');
    t.match(await opened.approvals.get(id), { state: 'pending', by: undefined });
    await refused(t, opened.ask(), 'approval-required');
    failing.clear();
    t.equal((await opened.approvals.decide(id, verdict, DANA)).state, verdict);
  }
});

void t.test('a grant takes no effect while it is being recorded', async (t) => {
  const gate = Promise.withResolvers<void>();
  const opened = open(t, {
    hold: 10,
    record: (_type, { state }) => (state === 'granted' ? gate.promise : Promise.resolve()),
  });
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  const deciding = opened.approvals.decide(id, 'granted', DANA);
  t.match(await opened.approvals.get(id), { state: 'pending', by: undefined });
  await refused(t, opened.ask(), 'approval-required');
  const late = opened.approvals.decide(id, 'denied', { ...DANA, subject: 'erin' });
  gate.resolve();
  t.equal((await deciding).state, 'granted');
  await refused(t, late, 'approval-settled');
  t.equal((await opened.ask()).id, id);
});

void t.test('a grant whose use is not recorded does not pass and stays used', async (t) => {
  let time = Date.now();
  const failing = new Set(['consumed']);
  const opened = openFailing(t, failing, () => time);
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  await refused(t, opened.ask(), 'ledger-unavailable');
  t.equal((await opened.approvals.get(id)).state, 'consumed');
  failing.clear();
  const refusal = await refused(t, opened.ask(), 'approval-required');
  t.not(refusal.extras.approval, id);
  time += 30_001;
  await opened.approvals.expire();
  t.same(states(opened.steps.filter((step) => step.approval === id)), [
    'pending',
    'granted',
    'consumed',
  ]);
});

void t.test('an expiry that is not recorded is final, and is recorded later', async (t) => {
  let time = Date.now();
  const failing = new Set(['expired']);
  const opened = openFailing(t, failing, () => time);
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  time += 15 * 60_000;
  await refused(t, opened.approvals.expire(), 'ledger-unavailable');
  t.equal((await opened.approvals.get(id)).state, 'expired');
  failing.clear();
  time += 30_001;
  await opened.approvals.expire();
  t.same(states(opened.steps), ['pending', 'expired']);
});
