import t from 'tap';
import type { ApprovalFilter } from '../../gateway/approval/approvals.ts';
import { DANA, open, PARTS, pendingId, refused, subjectOf } from '../approval/support.ts';

const EVIL = [
  "' OR '1'='1",
  "'; UPDATE approvals SET state='granted'; --",
  '"; DROP TABLE approvals; --',
  'apr_%',
  '\0',
  '%00',
  '$.groups',
  "x' UNION SELECT * FROM approvals --",
];

void t.test('SQL in an id, a filter or a reason is text', async (t) => {
  const opened = open(t, { hold: 1 });
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  for (const evil of EVIL) {
    await refused(t, () => opened.approvals.get(evil), 'approval-not-found');
    await refused(t, opened.approvals.decide(evil, 'granted', DANA), 'approval-not-found');
    await refused(t, opened.approvals.decide(id + evil, 'granted', DANA), 'approval-not-found');
    t.same(opened.approvals.list({ state: evil } as unknown as ApprovalFilter), []);
    t.same(opened.approvals.list({ group: evil }), []);
  }
  t.equal((await opened.approvals.get(id)).state, 'pending');
  const reason = EVIL[1]!;
  t.equal((await opened.approvals.decide(id, 'granted', DANA, { reason: reason })).reason, reason);
});

void t.test('SQL in what the agent sends is text', async (t) => {
  const opened = open(t, { hold: 1, maxPendingPerIdentity: 2 });
  for (const evil of EVIL) {
    const subject = subjectOf({
      ...PARTS,
      request: { ...PARTS.request, path: `/${evil}`, headers: { 'x-a': evil } },
      identity: { ...PARTS.identity, subject: evil },
      purpose: evil,
    });
    const { extras } = await refused(t, opened.ask(subject), 'approval-required');
    const { state, summary } = await opened.approvals.get(extras.approval!);
    t.match({ state, subject: summary.identity.subject }, { state: 'pending', subject: evil });
  }
  t.equal(opened.approvals.list().length, EVIL.length);
});

void t.test('a verdict that is none is refused', async (t) => {
  const opened = open(t, { hold: 1 });
  const { extras } = await refused(t, opened.ask(), 'approval-required');
  for (const verdict of ['consumed', 'expired', 'pending', 'GRANTED', '', "granted' --"]) {
    const deciding = opened.approvals.decide(extras.approval!, verdict as 'granted', DANA);
    await refused(t, deciding, 'malformed-request');
    t.equal((await opened.approvals.get(extras.approval!)).state, 'pending');
  }
});
