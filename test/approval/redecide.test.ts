import t from 'tap';
import type { Decision } from '../../gateway/types.ts';
import {
  DANA,
  DECISION,
  open,
  PARTS,
  pendingId,
  refused,
  subjectNamed,
  subjectOf,
} from './support.ts';

const B1 = PARTS.bundle.digest;
const B2 = `sha256:${'ef'.repeat(32)}`;
const under = (digest: string): ReturnType<typeof subjectOf> =>
  subjectOf({ ...PARTS, bundle: { revision: digest, digest } });
const same = (): Decision => structuredClone(DECISION);
const otherwise: Record<string, Decision> = {
  denied: { action: 'deny', reasons: ['no-rule'] },
  allowed: { action: 'allow', reasons: ['bulk-export'] },
  'with another mask': { ...DECISION, masks: [{ path: '$.a', with: 'null' }] },
  'for another purpose': { ...DECISION, purpose: 'marketing' },
  'by other people': { ...DECISION, approval: { groups: ['cfo'] } },
};

void t.test('a bundle that decides the same leaves what is open', async (t) => {
  const opened = open(t, { hold: 1 });
  await opened.approvals.redecide(B1, same);
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  t.same(await opened.approvals.redecide(B2, same), { voided: [] });
  const again = await refused(t, opened.ask(under(B2)), 'approval-required');
  t.equal(again.extras.approval, id, 'a repeat under the new bundle joins it');
  await opened.approvals.decide(id, 'granted', DANA);
  t.equal((await opened.ask(under(B2))).id, id);
});

void t.test('one that decides otherwise voids what is pending and what is granted', async (t) => {
  for (const [how, decision] of Object.entries(otherwise)) {
    const opened = open(t);
    await opened.approvals.redecide(B1, same);
    const held = opened.ask(subjectNamed('pending'));
    const pending = await pendingId(opened);
    const waiting = opened.ask({ ...subjectNamed('granted'), async: true });
    const granted = (await refused(t, waiting, 'approval-pending')).extras.approval!;
    await opened.approvals.decide(granted, 'granted', DANA);
    const { voided } = await opened.approvals.redecide(B2, () => decision);
    t.same(voided, [pending, granted], how);
    await refused(t, held, 'approval-voided');
    t.equal((await opened.approvals.get(granted)).state, 'voided');
    t.match(await opened.approvals.get(pending), { state: 'voided', cause: 'bundle' });
    t.match(opened.steps.at(-1), { state: 'voided', cause: 'bundle' });
    await refused(t, opened.approvals.decide(pending, 'granted', DANA), 'approval-settled');
  }
});

void t.test('the database is changed before another request can be decided', async (t) => {
  const opened = open(t, { hold: 1 });
  await opened.approvals.redecide(B1, same);
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  const redeciding = opened.approvals.redecide(B2, () => otherwise['denied']!);
  await refused(t, opened.ask(), 'approval-voided');
  await redeciding;
  t.equal((await opened.approvals.get(id)).state, 'voided');
});
