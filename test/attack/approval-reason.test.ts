import t from 'tap';
import { DANA, open, pendingId, refused } from '../approval/support.ts';

/** A reason is kept in the ledger for good and shown in terminals. */
void t.test('a reason that is too long, or could rewrite a terminal, is refused', async (t) => {
  const opened = open(t);
  void opened.ask();
  const id = await pendingId(opened);
  for (const reason of [
    'x'.repeat(1001),
    'x'.repeat(10_000_000),
    'fine\u001b[2K\u001b[1Adenied',
    'a\0b',
    'a\rb',
    'a\u009bb',
    'a\ud800',
  ]) {
    const deciding = opened.approvals.decide(id, 'granted', DANA, { reason: reason });
    const refusal = await refused(t, deciding, 'malformed-request');
    t.ok(refusal.detail.length < 100);
  }
  t.equal((await opened.approvals.get(id)).state, 'pending');
  const longest = `${'ü'.repeat(997)}\n\t.`;
  t.equal(
    (await opened.approvals.decide(id, 'granted', DANA, { reason: longest })).reason,
    longest,
  );
});
