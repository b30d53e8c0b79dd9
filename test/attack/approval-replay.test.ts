import t from 'tap';
import { DANA, open, pendingId, refused, states } from '../approval/support.ts';

/** A grant is for one request. Sent again after its use, the request asks anew. */
void t.test('a used grant does not pass a second time', async (t) => {
  const opened = open(t, { hold: 5 });
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  t.equal((await opened.ask()).id, id);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const refusal = await refused(t, opened.ask(), 'approval-required');
    t.not(refusal.extras.approval, id);
  }
  await refused(t, opened.approvals.decide(id, 'granted', DANA), 'approval-settled');
  t.equal(states(opened.steps).filter((state) => state === 'consumed').length, 1);
});

void t.test('nor after a restart', async (t) => {
  const opened = open(t, { hold: 5 });
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  await opened.ask();
  await opened.approvals.close();
  const next = open(t, { file: opened.file, hold: 5 });
  const refusal = await refused(t, next.ask(), 'approval-required');
  t.not(refusal.extras.approval, id);
});
