import t from 'tap';
import { bindRequest } from '../../gateway/approval/bind-request.ts';
import { DANA, open, PARTS, pendingId, refused, states, subjectOf } from './support.ts';

void t.test('a held request passes once a person grants it', async (t) => {
  const opened = open(t);
  const asked = opened.ask();
  const id = await pendingId(opened);
  t.match(id, /^apr_[A-Za-z0-9_-]{22}$/);
  t.equal(opened.approvals.held(), 1);
  const decided = await opened.approvals.decide(id, 'granted', DANA, { reason: 'ticket 17' });
  const by = { issuer: DANA.issuer, subject: DANA.subject };
  t.match(decided, { id, state: 'granted', by, reason: 'ticket 17' });
  t.same(await asked, { id, by, reason: 'ticket 17' });
  t.equal(opened.approvals.held(), 0);
  t.equal((await opened.approvals.get(id)).state, 'consumed');
  const { binding, bound } = bindRequest(PARTS);
  t.same(opened.steps, [
    { approval: id, id: 'decision-1', state: 'pending', binding, bound },
    { approval: id, id: 'decision-1', state: 'granted', binding, by, reason: 'ticket 17' },
    { approval: id, id: 'decision-1', state: 'consumed', binding },
  ]);
});

void t.test('after the hold the request is refused, and its repeat uses the grant', async (t) => {
  const opened = open(t, { hold: 10 });
  const refusal = await refused(t, opened.ask(), 'approval-required');
  const id = refusal.extras.approval!;
  t.match(refusal.extras, { approval: /^apr_/, retryAfter: 5 });
  t.match(refusal.detail, id);
  const again = await refused(t, opened.ask(), 'approval-required');
  t.equal(again.extras.approval, id, 'a repeat joins');
  await opened.approvals.decide(id, 'granted', DANA);
  const granted = await opened.ask(subjectOf(undefined, 'decision-2'));
  t.equal(granted.id, id);
  t.match(opened.steps.at(-1), { state: 'consumed', id: 'decision-2' }, 'names who used it');
});

void t.test('a denial refuses the held request', async (t) => {
  const opened = open(t);
  const asked = opened.ask();
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'denied', DANA, { reason: 'not this week' });
  const refusal = await refused(t, asked, 'approval-denied');
  t.equal(refusal.extras.approval, id);
  t.notMatch(refusal.detail, 'not this week', 'the reason is for the record, not for the agent');
  t.same(states(opened.steps), ['pending', 'denied']);
});

void t.test('an approval outlives the client that left for a while', async (t) => {
  const opened = open(t, { withdrawAfter: 60_000 });
  const client = new AbortController();
  const asked = opened.ask(subjectOf(), client.signal);
  const id = await pendingId(opened);
  client.abort();
  await refused(t, asked, 'client-gone');
  t.equal(opened.approvals.held(), 0);
  t.equal((await opened.approvals.get(id)).state, 'pending');
  await opened.approvals.decide(id, 'granted', DANA);
  t.equal((await opened.ask()).id, id);
});

void t.test('a client that has left before does not open an approval', async (t) => {
  const opened = open(t);
  await refused(t, opened.ask(subjectOf(), AbortSignal.abort()), 'client-gone');
  t.same(opened.approvals.list(), []);
});

void t.test('closing ends what is held, and the approval stands at the next start', async (t) => {
  const opened = open(t);
  const asked = opened.ask();
  const id = await pendingId(opened);
  const closing = opened.approvals.close();
  await refused(t, asked, 'shutting-down');
  await closing;
  await refused(t, opened.ask(), 'shutting-down');
  const next = open(t, { file: opened.file });
  await next.approvals.decide(id, 'granted', DANA);
  t.equal((await next.ask()).id, id);
});

void t.test('closing waits for a step that is being recorded', async (t) => {
  const gate = Promise.withResolvers<void>();
  const opened = open(t, {
    record: (_type, { state }) => (state === 'granted' ? gate.promise : Promise.resolve()),
  });
  void opened.ask();
  const id = await pendingId(opened);
  const deciding = opened.approvals.decide(id, 'granted', DANA);
  const closing = opened.approvals.close();
  gate.resolve();
  t.equal((await deciding).state, 'granted');
  await closing;
  const next = open(t, { file: opened.file });
  t.equal((await next.approvals.get(id)).state, 'granted');
});
