import t from 'tap';
import { DANA, open, pendingId, refused, subjectNamed } from './support.ts';

void t.test(
  'no more requests are held than allowed, and none more opens an approval',
  async (t) => {
    const opened = open(t, { maxHeld: 2 });
    void opened.ask(subjectNamed('a'));
    void opened.ask(subjectNamed('b'));
    const refusal = await refused(t, opened.ask(subjectNamed('c')), 'approvals-unavailable');
    t.equal(refusal.status, 503);
    t.ok(refusal.extras.retryAfter);
    await refused(t, opened.ask(subjectNamed('a')), 'approvals-unavailable');
    t.equal(opened.approvals.held(), 2);
    t.equal(opened.approvals.list().length, 2);
  },
);

void t.test('a granted request passes though all places are taken', async (t) => {
  const opened = open(t, { maxHeld: 1 });
  const client = new AbortController();
  const asked = opened.ask(subjectNamed('a'), client.signal);
  const id = await pendingId(opened);
  client.abort();
  await refused(t, asked, 'client-gone');
  await opened.approvals.decide(id, 'granted', DANA);
  void opened.ask(subjectNamed('b'));
  t.equal(opened.approvals.held(), 1);
  t.equal((await opened.ask(subjectNamed('a'))).id, id);
});

void t.test('the place of a request that left is free again', async (t) => {
  const opened = open(t, { maxHeld: 1 });
  for (const name of ['a', 'b', 'c']) {
    const client = new AbortController();
    const asked = opened.ask(subjectNamed(name), client.signal);
    t.equal(opened.approvals.held(), 1);
    client.abort();
    await refused(t, asked, 'client-gone');
  }
  t.equal(opened.approvals.held(), 0);
});
