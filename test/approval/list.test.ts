import * as fc from 'fast-check';
import t from 'tap';
import { showBody } from '../../gateway/approval/summarise.ts';
import { until } from '../helpers/until.ts';
import {
  bindingOf,
  DANA,
  open,
  PARTS,
  pendingId,
  refused,
  subjectNamed,
  subjectOf,
} from './support.ts';

void t.test('lists by state and by group, what is pending first and oldest first', async (t) => {
  const opened = open(t, { hold: 1 });
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    const refusal = await refused(t, opened.ask(subjectNamed(name)), 'approval-required');
    ids.push(refusal.extras.approval!);
  }
  const [a, b, c, d] = ids as [string, string, string, string];
  await opened.approvals.decide(a, 'denied', DANA);
  await opened.approvals.decide(c, 'granted', DANA);
  const listed = (filter: Parameters<typeof opened.approvals.list>[0]): string[] =>
    opened.approvals.list(filter).map(({ id }) => id);
  t.same(listed({}), [b, d, c, a]);
  t.same(listed({ state: 'granted' }), [c]);
  t.same(listed({ state: 'pending', group: 'dpo' }), [b, d]);
  t.same(listed({ group: 'cfo' }), []);
});

void t.test('counts all that wait, also those past the end of a list', async (t) => {
  let asked = 0;
  const opened = open(t, {
    maxPendingPerIdentity: 1000,
    approvers: ({ person }) => {
      asked += 1;
      return { may: person.groups.includes('dpo') };
    },
  });
  t.equal(opened.approvals.pending(), 0);
  t.equal(opened.approvals.seesAny(DANA), false);
  for (let n = 0; n < 520; n += 1) void opened.ask(subjectNamed(`n${n}`));
  await until(() => opened.approvals.pending() === 520);
  const waiting = opened.approvals.list({ state: 'pending' });
  t.equal(waiting.length, 500);
  await opened.approvals.decide(waiting[0]!.id, 'denied', DANA);
  await opened.approvals.decide(waiting[1]!.id, 'granted', DANA);
  t.equal(opened.approvals.pending(), 518);

  asked = 0;
  t.equal(opened.approvals.seesAny(DANA), true);
  t.equal(asked, 1, 'the policy is asked up to the first');
  t.equal(opened.approvals.seesAny({ ...DANA, subject: 'eve', groups: [] }), false);
});

void t.test('a decision that is not on record yet still counts as waiting', async (t) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const opened = open(t, {
    record: async (_, step) => {
      if ('state' in step && step.state === 'denied') await promise;
    },
  });
  void opened.ask();
  const id = await pendingId(opened);
  const denying = opened.approvals.decide(id, 'denied', DANA);
  t.equal(opened.approvals.pending(), 1);
  resolve(undefined);
  await denying;
  t.equal(opened.approvals.pending(), 0);
});

void t.test('shows the request and its body, and nothing that names the token', async (t) => {
  const opened = open(t, { hold: 1 });
  const subject = subjectOf(structuredClone(PARTS));
  Object.assign(subject.parts.identity, { token_id: 'jti', tokenSha256: 'ff', expires_at: 1 });
  const refusal = await refused(t, opened.ask(subject), 'approval-required');
  const { binding, summary } = await opened.approvals.get(refusal.extras.approval!);
  t.equal(binding, bindingOf(subject));
  const { subject: name, issuer, client_id, actors, groups } = subject.parts.identity;
  t.same(summary.identity, { issuer, subject: name, client_id, actors, groups });
  t.same(summary.body, { text: '{"all":true}' });
  t.same(summary.headers, subject.parts.request.headers);
  t.equal(opened.approvals.list()[0]!.summary.body, undefined, 'a list has no bodies');
});

void t.test('a body is kept no longer than it can be decided or used', async (t) => {
  for (const verdict of ['granted', 'denied'] as const) {
    const opened = open(t, { hold: 1 });
    const refusal = await refused(t, opened.ask(), 'approval-required');
    const id = refusal.extras.approval!;
    await opened.approvals.decide(id, verdict, DANA);
    t.equal('body' in (await opened.approvals.get(id)).summary, verdict === 'granted');
    await opened.ask().catch(() => undefined);
    t.notOk('body' in (await opened.approvals.get(id)).summary);
  }
});

void t.test('any body is shown without loss', async (t) => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        const shown = showBody(bytes);
        if ('hidden' in shown) return false;
        const back =
          'text' in shown ? Buffer.from(shown.text) : Buffer.from(shown.base64, 'base64');
        return back.equals(bytes);
      },
    ),
  );
  t.same(showBody(Buffer.from('\ufeffa')), { text: '\ufeffa' });
  t.same(showBody(Buffer.from([0xff])), { base64: '/w==' });
});
