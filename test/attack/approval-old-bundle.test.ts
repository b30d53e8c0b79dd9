import t from 'tap';
import { DANA, DECISION, open, PARTS, pendingId, refused, subjectOf } from '../approval/support.ts';

const NEW = `sha256:${'ef'.repeat(32)}`;
const deny = { action: 'deny' as const, reasons: ['no-rule'] };

/** Approved under yesterday's policy, sent under today's, which would not let it pass. */
void t.test('a grant under the old bundle passes nothing under another', async (t) => {
  const opened = open(t, { hold: 1 });
  await opened.approvals.redecide(PARTS.bundle.digest, () => DECISION);
  await refused(t, opened.ask(), 'approval-required');
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA);
  await opened.approvals.redecide(NEW, () => deny);
  await refused(t, opened.ask(), 'approval-voided');
  const renewed = subjectOf({ ...PARTS, bundle: { revision: 'r2', digest: NEW } });
  const { extras } = await refused(t, opened.ask(renewed), 'approval-required');
  t.not(extras.approval, id);
});

void t.test('nor does a request that began under the old bundle open an approval', async (t) => {
  const opened = open(t, { hold: 1 });
  await opened.approvals.redecide(NEW, () => deny);
  await refused(t, opened.ask(), 'approval-voided');
  t.same(opened.approvals.list(), []);
});

void t.test('nor does a grant whose gateway was down while the bundle changed', async (t) => {
  const opened = open(t, { hold: 1 });
  await opened.approvals.redecide(PARTS.bundle.digest, () => DECISION);
  await refused(t, opened.ask(), 'approval-required');
  await opened.approvals.decide(await pendingId(opened), 'granted', DANA);
  await opened.approvals.close();
  const next = open(t, { file: opened.file, hold: 1 });
  const { voided } = await next.approvals.redecide(NEW, () => deny);
  t.equal(voided.length, 1);
});
