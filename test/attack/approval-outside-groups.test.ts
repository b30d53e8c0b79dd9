import t from 'tap';
import { DANA, open, pendingId, refused, subjectOf } from '../approval/support.ts';

void t.test('a person outside the demanded groups does not decide', async (t) => {
  const opened = open(t);
  void opened.ask();
  const id = await pendingId(opened);
  for (const groups of [[], ['admins'], ['DPO'], ['dpo '], ['dp'], ['dpo,x'], ['["dpo"]'], ['*']]) {
    const by = { ...DANA, groups };
    await refused(t, opened.approvals.decide(id, 'granted', by), 'approval-forbidden');
  }
  t.equal((await opened.approvals.get(id)).state, 'pending');
});

/** A later bundle, or a later hour, may ask for somebody else: an earlier yes does not do for that. */
void t.test('a grant by one group does not meet a demand for another', async (t) => {
  const opened = open(t, { hold: 1 });
  const { extras } = await refused(t, opened.ask(), 'approval-required');
  await opened.approvals.decide(extras.approval!, 'granted', DANA);
  const client = new AbortController().signal;
  for (const demand of [
    { groups: ['board'] },
    { groups: ['board', 'dpo'] },
    { groups: ['dpo'], expires_in: '1m' },
  ]) {
    const asked = opened.approvals.ask(demand, subjectOf(), client);
    const refusal = await refused(t, asked, 'approval-required');
    t.not(refusal.extras.approval, extras.approval);
  }
});
