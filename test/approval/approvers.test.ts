import t from 'tap';
import type { ApproversAnswer, ApproversInput } from '../../gateway/types.ts';
import { DANA, open, PARTS, pendingId, refused, subjectOf } from './support.ts';

void t.test('the policy is asked, and its word goes before the groups', async (t) => {
  const asked: Pick<ApproversInput, 'approval' | 'person' | 'decisions'>[] = [];
  const opened = open(t, {
    approvers: (input) => {
      asked.push(input);
      return { may: input.person.groups.includes('security'), quorum: 2 };
    },
  });
  void opened.ask({ ...subjectOf(), parts: { ...PARTS, justification: 'ticket 17' } });
  const id = await pendingId(opened);
  await refused(t, opened.approvals.decide(id, 'granted', DANA), 'approval-forbidden');
  const alex = { ...DANA, subject: 'alex', groups: ['security'], acr: 'mfa' };
  t.equal((await opened.approvals.decide(id, 'granted', alex)).state, 'pending', 'quorum of two');
  const sam = { ...alex, subject: 'sam' };
  t.equal((await opened.approvals.decide(id, 'granted', sam)).state, 'granted');
  t.match(asked.at(-1)!, {
    approval: {
      id,
      connection: 'crm',
      identity: { subject: 'support-agent' },
      request: { method: 'POST', path: '/export', query_string: 'all=1' },
      decision: { approval: { groups: ['dpo'] } },
      justification: 'ticket 17',
    },
    person: { subject: 'sam', acr: 'mfa' },
    decisions: [{ subject: 'alex', groups: ['security'] }, { subject: 'sam' }],
  });
});

void t.test('step-up: how lately and how surely somebody signed in', async (t) => {
  const now = Date.UTC(2026, 0, 1);
  const seconds = now / 1000;
  const late = { max_age: '5m' };
  const cases: [ApproversAnswer['step_up'], object, boolean][] = [
    [late, {}, false],
    [late, { auth_time: seconds - 301 }, false],
    [late, { auth_time: seconds - 300 }, true],
    [{ acr: ['mfa', 'hwk'] }, {}, false],
    [{ acr: ['mfa', 'hwk'] }, { acr: 'pwd' }, false],
    [{ acr: ['mfa', 'hwk'] }, { acr: 'hwk' }, true],
    [{ passkey: true }, { acr: 'hwk', auth_time: seconds }, false],
  ];
  for (const [stepUp, signIn, passes] of cases) {
    const opened = open(t, {
      now: () => now,
      approvers: () => ({ may: true, ...(stepUp && { step_up: stepUp }) }),
    });
    void opened.ask();
    const id = await pendingId(opened);
    const deciding = opened.approvals.decide(id, 'granted', { ...DANA, ...signIn });
    if (passes) t.equal((await deciding).state, 'granted');
    else await refused(t, deciding, 'step-up-required');
  }
});

void t.test('a reason is demanded where the decision says so', async (t) => {
  const opened = open(t);
  void opened.ask(subjectOf(), undefined, { groups: ['dpo'], justification: true });
  const id = await pendingId(opened);
  for (const reason of [undefined, '', ' \t\n']) {
    const details = reason === undefined ? {} : { reason };
    const deciding = opened.approvals.decide(id, 'granted', DANA, details);
    await refused(t, deciding, 'justification-required');
  }
  const decided = await opened.approvals.decide(id, 'granted', DANA, { reason: 'ticket 17' });
  t.equal(decided.state, 'granted');
});

void t.test('who may not decide does not see that it is asked', async (t) => {
  const opened = open(t);
  void opened.ask();
  const id = await pendingId(opened);
  const eve = { ...DANA, subject: 'eve', groups: ['sales'] };
  await refused(t, opened.approvals.get(id, eve), 'approval-not-found');
  t.same(opened.approvals.list({}, eve), []);
  t.equal(opened.approvals.list({ mine: true }, DANA).length, 1);
  t.match(await opened.approvals.get(id, DANA), { may: { decide: true, see_body: true } });
});

void t.test('who may not see the body sees it masked, or not at all', async (t) => {
  const mask = async (body: Uint8Array): Promise<Uint8Array> =>
    Buffer.from(Buffer.from(body).toString().replace('true', '"[redacted]"'));
  const approvers = (): ApproversAnswer => ({ may: true });
  for (const [options, body] of [
    [{ mask }, { text: '{"all":"[redacted]"}', masked: true }],
    [{ mask: async () => undefined }, { hidden: true, masked: true }],
    [{}, { hidden: true, masked: true }],
  ] as const) {
    const opened = open(t, { ...options, approvers });
    void opened.ask();
    const shown = await opened.approvals.get(await pendingId(opened), DANA);
    t.same(shown.summary.body, body);
    t.equal(shown.bound, undefined, 'nor the digest of the body');
  }
});
