import t from 'tap';
import type { Approver } from '../../gateway/approval/approvals.ts';
import { DANA, ISSUER, open, pendingId, refused } from '../approval/support.ts';

/** Each is in the demanded group, and each has a hand in the request. */
const INTERESTED: Record<string, Approver> = {
  'the requester': { ...DANA, subject: 'support-agent' },
  'an actor whose issuer is not named': { ...DANA, subject: 'planner' },
  'the same of whatever issuer': { ...DANA, issuer: 'https://third.example', subject: 'planner' },
  'an actor of another issuer': { ...DANA, issuer: 'https://other.example', subject: 'runner' },
  'an agent that acts for an approver': {
    ...DANA,
    actors: [{ issuer: ISSUER, subject: 'support-agent' }],
  },
  'anyone that acts for an approver': { ...DANA, actors: [{ subject: 'some-agent' }] },
};

void t.test('nobody decides on a request that is their own', async (t) => {
  const opened = open(t);
  void opened.ask();
  const id = await pendingId(opened);
  for (const [who, by] of Object.entries(INTERESTED)) {
    for (const verdict of ['granted', 'denied'] as const) {
      await refused(t, opened.approvals.decide(id, verdict, by), 'approval-forbidden');
    }
    t.match(await opened.approvals.get(id), { state: 'pending', by: undefined }, who);
  }
  t.equal(opened.steps.length, 1, 'nothing but the asking is on record');
});

void t.test('somebody of the same name at another issuer is somebody else', async (t) => {
  const opened = open(t);
  void opened.ask();
  const id = await pendingId(opened);
  const namesake = { ...DANA, issuer: 'https://third.example', subject: 'support-agent' };
  t.equal((await opened.approvals.decide(id, 'granted', namesake)).state, 'granted');
});
