import t from 'tap';
import { until } from '../helpers/until.ts';
import { DANA, open, PARTS, refused, subjectNamed, subjectOf } from '../approval/support.ts';

/** An agent that asks for ever new things must not bury what others ask, nor fill the disk. */
void t.test('one identity has at most 100 pending approvals', async (t) => {
  const opened = open(t, { hold: 1, poll: 1e6 });
  const asked = Array.from({ length: 130 }, (_, index) => opened.ask(subjectNamed(`${index}`)));
  const settled = await Promise.allSettled(asked);
  const codes = settled.map((each) => each.status === 'rejected' && each.reason.code);
  t.equal(codes.filter((code) => code === 'approval-required').length, 100);
  t.equal(codes.filter((code) => code === 'approvals-unavailable').length, 30);
  t.equal(opened.approvals.list().length, 100);
  await refused(t, opened.ask(subjectNamed('0')), 'approval-required');

  const identity = { ...PARTS.identity, subject: 'analytics-agent' };
  const other = await refused(
    t,
    opened.ask(subjectOf({ ...PARTS, identity })),
    'approval-required',
  );
  t.match(other.extras.approval, /^apr_/, 'others still ask');

  await opened.approvals.decide(opened.approvals.list()[0]!.id, 'denied', DANA);
  await refused(t, opened.ask(subjectNamed('new')), 'approval-required');
  await refused(t, opened.ask(subjectNamed('newer')), 'approvals-unavailable');
});

void t.test(
  'the limit can be set, and goes by the requester, whatever client or group',
  async (t) => {
    const opened = open(t, { hold: 1, maxPendingPerIdentity: 1 });
    await refused(t, opened.ask(), 'approval-required');
    const identity = { ...PARTS.identity, client_id: 'client-2', actors: [], groups: ['x'] };
    const disguised = opened.ask(subjectOf({ ...PARTS, identity }));
    await refused(t, disguised, 'approvals-unavailable');
  },
);

void t.test('a few who ask without end bury nobody in the list, which has an end', async (t) => {
  const opened = open(t);
  const askAs = (subject: string, target: string): void => {
    const identity = { ...PARTS.identity, subject };
    const request = { ...PARTS.request, path: `/${target}` };
    void opened.ask(subjectOf({ ...PARTS, identity, request })).catch(() => undefined);
  };
  for (let n = 0; n < 600; n += 1) askAs(`flood-${String(n % 6)}`, `thing-${String(n)}`);
  await until(() => opened.approvals.pending() === 600);
  askAs('quiet', 'wanted');
  await until(() => opened.approvals.pending() === 601);
  const listed = opened.approvals.list();
  t.equal(listed.length, 500);
  t.equal(listed.at(-1)!.summary.identity.subject, 'quiet', 'the oldest first');
});

/** Asking again and again until a tired person says yes. */
void t.test('a denied request does not ask again while the denial stands', async (t) => {
  let time = Date.UTC(2026, 0, 1);
  const opened = open(t, { hold: 1, poll: 1e6, now: () => time });
  const { extras } = await refused(t, opened.ask(), 'approval-required');
  await opened.approvals.decide(extras.approval!, 'denied', DANA);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const refusal = await refused(t, opened.ask(), 'approval-denied');
    t.equal(refusal.extras.approval, extras.approval);
  }
  t.equal(opened.approvals.list().length, 1);
  time += 15 * 60_000;
  const refusal = await refused(t, opened.ask(), 'approval-required');
  t.not(refusal.extras.approval, extras.approval);
});
