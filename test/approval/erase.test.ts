import { readFileSync, existsSync } from 'node:fs';
import t from 'tap';
import { DANA, open, PARTS, pendingId, refused, subjectOf } from './support.ts';

const ERIN = { ...DANA, subject: 'erin' };
const SECRETS = ['/customers/ada-lovelace', 'ada asked for it', 'the body of ada'];
const SUBJECT = {
  ...subjectOf({ ...PARTS, request: { ...PARTS.request, path: SECRETS[0]! } }, 'decision-ada'),
  body: Buffer.from(SECRETS[2]!),
};

/** The database's bytes, with its write-ahead log. */
function bytesOf(file: string): string {
  return ['', '-wal']
    .map((end) => file + end)
    .filter((name) => existsSync(name))
    .map((name) => readFileSync(name, 'latin1'))
    .join('');
}

void t.test('what is erased is gone with its votes, and who waits is refused', async (t) => {
  const opened = open(t);
  const demand = { groups: ['dpo'], quorum: 2 };
  const asked = opened.ask(SUBJECT, undefined, demand);
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'granted', DANA, { reason: SECRETS[1]! });
  for (const secret of SECRETS) t.ok(bytesOf(opened.file).includes(secret));

  opened.approvals.erase(['decision-ada']);
  await refused(t, asked, 'approvals-unavailable');
  for (const secret of SECRETS) t.notOk(bytesOf(opened.file).includes(secret), secret);
  t.same(opened.approvals.list(), []);
  await refused(t, opened.approvals.decide(id, 'granted', ERIN), 'approval-not-found');

  const again = opened.ask(SUBJECT, undefined, demand);
  const next = await pendingId(opened);
  t.not(next, id);
  const decided = await opened.approvals.decide(next, 'granted', ERIN);
  t.match(decided, { state: 'pending', approvals: { length: 1 } }, 'no vote is left over');
  await opened.approvals.decide(next, 'granted', DANA);
  t.match(await again, { id: next });
});

void t.test('the request that used a grant erases it too; others stay', async (t) => {
  const opened = open(t);
  const asked = opened.ask(SUBJECT);
  await opened.approvals.decide(await pendingId(opened), 'granted', DANA);
  const { id } = await asked;
  opened.ask(subjectOf(PARTS, 'decision-other')).catch(() => undefined);
  await pendingId(opened);
  opened.approvals.erase(['decision-ada', 'decision-unknown']);
  t.match(opened.approvals.list(), [{ decision_id: 'decision-other' }]);
  await refused(t, opened.approvals.get(id), 'approval-not-found');
});
