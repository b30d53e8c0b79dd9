import t from 'tap';
import { DANA, ISSUER, open, PARTS, pendingId, refused, subjectOf } from '../approval/support.ts';

const until = new Date(Date.now() + 3_600_000).toISOString();

/** An approver who delegates to the one who asks lets them approve themselves. */
void t.test('a delegation gives nobody a say in a request of their own', async (t) => {
  const opened = open(t);
  void opened.ask({ ...subjectOf(), link: 'sam@example.com' });
  const id = await pendingId(opened);
  const people = {
    'the requester': { ...DANA, subject: 'support-agent', groups: [] },
    'an actor': { ...DANA, subject: 'planner', groups: [] },
    'another account of the requester': {
      ...DANA,
      subject: 'x',
      groups: [],
      link: 'sam@example.com',
    },
  };
  for (const [who, by] of Object.entries(people)) {
    await opened.approvals.delegate(DANA, { to: by, until });
    await refused(t, opened.approvals.decide(id, 'granted', by), 'approval-forbidden');
    t.equal((await opened.approvals.get(id)).state, 'pending', who);
  }
});

void t.test('nor does the delegation of one who has a hand in it', async (t) => {
  const opened = open(t);
  const identity = { ...PARTS.identity, subject: 'dana', issuer: ISSUER };
  void opened.ask(subjectOf({ ...PARTS, identity }));
  const id = await pendingId(opened);
  const bo = { ...DANA, subject: 'bo', groups: [] };
  await opened.approvals.delegate(DANA, { to: bo, until });
  await refused(t, opened.approvals.decide(id, 'granted', bo), 'approval-forbidden');
});
