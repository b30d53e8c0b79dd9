import t, { type Test } from 'tap';
import { DANA, open, PARTS, pendingId, refused, subjectOf, type Opened } from './support.ts';

const START = Date.UTC(2026, 0, 1);

/** Asks, and leaves while it is pending; gives its id. */
async function askAndLeave(test: Test, opened: Opened): Promise<string> {
  const client = new AbortController();
  const asked = opened.ask(subjectOf(), client.signal);
  const id = await pendingId(opened);
  client.abort();
  await refused(test, asked, 'client-gone');
  return id;
}

void t.test('an approval whose agent left is withdrawn after a while', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time, withdrawAfter: 5000, poll: 1e6 });
  const id = await askAndLeave(t, opened);
  time += 4999;
  t.equal((await opened.approvals.get(id)).state, 'pending');
  time += 1;
  t.equal((await opened.approvals.get(id)).state, 'withdrawn');
  await opened.approvals.expire();
  t.match(opened.steps.at(-1), { state: 'withdrawn', approval: id });
  await refused(t, opened.approvals.decide(id, 'granted', DANA), 'approval-settled');
});

void t.test('a repeat in time joins it', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time, withdrawAfter: 5000, poll: 1e6 });
  const id = await askAndLeave(t, opened);
  time += 4000;
  const again = opened.ask();
  time += 60_000;
  await opened.approvals.decide(id, 'granted', DANA);
  t.equal((await again).id, id);
});

void t.test('while another waits, or one asked not to be held, it stays', async (t) => {
  let time = START;
  const opened = open(t, { now: () => time, withdrawAfter: 5000, poll: 1e6 });
  const leaves = new AbortController();
  const leaving = opened.ask(subjectOf(), leaves.signal);
  const staying = opened.ask();
  const id = await pendingId(opened);
  leaves.abort();
  await refused(t, leaving, 'client-gone');
  time += 6000;
  t.equal((await opened.approvals.get(id)).state, 'pending');
  await opened.approvals.decide(id, 'denied', DANA);
  await refused(t, staying, 'approval-denied');

  const other = subjectOf({ ...PARTS, connection: 'other' });
  const client = new AbortController();
  const held = opened.ask(other, client.signal);
  const asynchronous = await refused(t, opened.ask({ ...other, async: true }), 'approval-pending');
  client.abort();
  await refused(t, held, 'client-gone');
  time += 6000;
  t.equal((await opened.approvals.get(asynchronous.extras.approval!)).state, 'pending');
});

void t.test('who does not want to be held is told where to look, and passes later', async (t) => {
  const opened = open(t);
  const subject = { ...subjectOf(), async: true };
  const pending = await refused(t, opened.ask(subject), 'approval-pending');
  const id = pending.extras.approval!;
  t.match(pending.extras, {
    location: `/.well-known/regent/approvals/${id}`,
    retryAfter: 5,
    waitsFor: { groups: ['dpo'], approved: 0 },
  });
  t.equal((await refused(t, opened.ask(subject), 'approval-pending')).extras.approval, id);
  t.match(opened.approvals.status(id, PARTS.identity), { state: 'pending' });
  await opened.approvals.decide(id, 'granted', DANA);
  t.match(opened.approvals.status(id, PARTS.identity), { state: 'granted' });
  t.equal((await opened.ask(subject)).id, id);
});

void t.test('the agent that asked withdraws, and nobody else', async (t) => {
  const opened = open(t);
  const held = opened.ask();
  const id = await pendingId(opened);
  for (const changed of [
    { subject: 'other' },
    { issuer: 'https://other.example' },
    { client_id: 'other' },
    { actors: [] },
  ]) {
    const other = { ...PARTS.identity, ...changed };
    await refused(t, () => opened.approvals.status(id, other), 'approval-not-found');
    await refused(t, opened.approvals.withdraw(id, other), 'approval-not-found');
  }
  t.match(await opened.approvals.withdraw(id, PARTS.identity), { state: 'withdrawn' });
  await refused(t, held, 'approval-required');
});

void t.test('a grant is taken back before it is used, and not after', async (t) => {
  const opened = open(t, { hold: 1 });
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  await refused(t, opened.approvals.revoke(id, DANA), 'approval-settled');
  await opened.approvals.decide(id, 'granted', DANA);
  const eve = { ...DANA, groups: [] };
  await refused(t, opened.approvals.revoke(id, eve), 'approval-forbidden');
  const revoked = await opened.approvals.revoke(id, DANA, 'a mistake');
  t.match(revoked, { state: 'revoked', reason: 'a mistake', by: { subject: 'dana' } });
  t.match(opened.steps.at(-1), { state: 'revoked', by: { subject: 'dana' } });
  const again = await refused(t, opened.ask(), 'approval-required');
  t.not(again.extras.approval, id);
  await opened.approvals.decide(again.extras.approval!, 'granted', DANA);
  await opened.ask();
  await refused(t, opened.approvals.revoke(again.extras.approval!, DANA), 'approval-settled');
});
