import t from 'tap';
import type { Approver } from '../../gateway/approval/approvals.ts';
import { DANA, open, PARTS, pendingId, refused, subjectOf } from '../approval/support.ts';

const DEMAND = { groups: ['dpo', 'cfo'], quorum: 2 };

/** Each is Dana once more. */
const AGAIN: Record<string, Approver> = {
  'the same account': { ...DANA, link: 'dana@example.com' },
  'the same account in a second group': { ...DANA, groups: ['cfo'], link: 'dana@example.com' },
  'the same account without the link': DANA,
  'another account of hers': {
    issuer: 'https://other.example',
    subject: 'd.smith',
    groups: ['dpo'],
    actors: [],
    link: 'dana@example.com',
  },
};

void t.test('one person counts once, by whatever group or account', async (t) => {
  const opened = open(t);
  void opened.ask(subjectOf(), undefined, DEMAND);
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', { ...DANA, link: 'dana@example.com' });
  for (const [who, by] of Object.entries(AGAIN)) {
    await refused(t, opened.approvals.decide(id, 'granted', by), 'approval-forbidden');
    t.match(await opened.approvals.get(id), { state: 'pending', approvals: { length: 1 } }, who);
  }
  const erin = { ...DANA, subject: 'erin', link: 'erin@example.com' };
  t.equal((await opened.approvals.decide(id, 'granted', erin)).state, 'granted');
});

void t.test('of many yeses of one person at once one counts', async (t) => {
  const opened = open(t);
  void opened.ask(subjectOf(), undefined, { ...DEMAND, quorum: 3 });
  const id = await pendingId(opened);
  const accounts = Array.from({ length: 20 }, (_, index) => ({
    ...DANA,
    subject: `dana-${index}`,
    link: 'dana@example.com',
  }));
  const settled = await Promise.allSettled(
    accounts.map((by) => opened.approvals.decide(id, 'granted', by)),
  );
  t.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
  t.equal((await opened.approvals.get(id)).approvals.length, 1);
});

void t.test('who is not linked where the issuer links accounts does not decide', async (t) => {
  const opened = open(t);
  void opened.ask();
  const id = await pendingId(opened);
  const by = { ...DANA, unlinked: true };
  await refused(t, opened.approvals.decide(id, 'granted', by), 'approval-forbidden');
});

void t.test('the requester does not decide by another account of theirs', async (t) => {
  const opened = open(t);
  void opened.ask({ ...subjectOf(PARTS), link: 'sam@example.com' });
  const id = await pendingId(opened);
  const sam = { ...DANA, subject: 'sam-admin', groups: ['dpo', 'admins'], link: 'sam@example.com' };
  await refused(t, opened.approvals.decide(id, 'granted', sam), 'approval-forbidden');
  t.equal((await opened.approvals.get(id)).state, 'pending');
});
