/** One request whole: its way, what was decided and delivered, and proofs that stand up to verification. */
import t from 'tap';
import type { ActivityDetail, RulesFired } from '../../gateway/admin/contract.ts';
import { parseCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { parseNote } from '../../gateway/ledger/notes/note.ts';
import { verifyInclusion } from '../../gateway/ledger/tree/verify-proof.ts';
import { askAdmin, read, READERS, searchOnce } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

const POLICY = `
decision := {"action": "mask", "reasons": ["only-masked"], "masks": [{"path": "$.people[*].email", "with": "redact"}],
  "headers": [{"name": "x-owner", "with": "remove"}]} if input.request.method == "POST"
decision := {"action": "approve", "reasons": ["ask-first"], "approval": {"groups": ["dpo"], "quorum": 1, "expires_in": "5m"}} if input.request.method == "DELETE"
decision := {"action": "deny", "reasons": ["no-get"], "message": "Not so."} if input.request.method == "GET"`;

const BODY = '{"n": 12345678901234567890, "why": "1.0"}';

t.test('one request whole', async (t) => {
  const gateway = await startTestGateway({
    policy: POLICY,
    ledger: { readers: [READERS] },
    approvals: { hold: 60_000 },
    upstream: (_req, res) => {
      res.setHeader('content-type', 'application/json');
      res.setHeader('x-owner', 'ada');
      res.end('{"people":[{"email":"ada@example.org"},{"email":"bob@example.org"}]}');
    },
  });
  t.teardown(() => gateway.stop());
  const posted = await gateway.fetch('/svc/people?x=1', {
    method: 'POST',
    body: BODY,
    headers: { 'content-type': 'application/json' },
  });
  t.equal(posted.status, 200);
  t.equal((await gateway.fetch('/svc/people')).status, 403);

  const held = gateway.fetch('/svc/people/1', { method: 'DELETE' });
  const dpo = { groups: ['dpo'], sub: 'dana' };
  let waiting: { id: string }[] = [];
  await until(async () => {
    const answer = await askAdmin(gateway, '/api/approvals?mine=true', dpo);
    waiting = ((await answer.json()) as { approvals: { id: string }[] }).approvals;
    return waiting.length > 0;
  });
  const [row] = await searchOnce(gateway, 'state=open', 1);
  t.match(
    row,
    { action: 'approve', approval: waiting[0]!.id, path: '/people/1' },
    'while it waits',
  );
  const approve = `/api/approvals/${waiting[0]!.id}/approve`;
  t.equal((await askAdmin(gateway, approve, { ...dpo, body: { reason: 'agreed' } })).status, 200);
  t.equal((await held).status, 200);

  const rows = await searchOnce(gateway, 'state=done', 2);
  const [approved, masked] = rows;
  let text = '';
  await until(async () => {
    text = await (
      await askAdmin(gateway, `/api/activity/${masked!.id}`, { groups: [READERS] })
    ).text();
    const { proof } = JSON.parse(text) as ActivityDetail;
    return proof !== undefined && proof.unsigned === undefined;
  });
  const detail = JSON.parse(text) as ActivityDetail;
  t.match(text, '"n":12345678901234567890', 'every digit of what the policy was asked');
  t.match(detail, {
    row: { id: masked!.id, path: '/people?x=1', masks: 3 },
    request: { method: 'POST', target: '/people?x=1' },
    request_body: { text: BODY, bytes: BODY.length },
    decision: { action: 'mask' },
    bundle: { digest: /^sha256:/ },
    response: { status: 200, upstream_status: 200 },
    masks: [
      { path: '$.people[*].email', with: 'redact', count: 2, at: [/people.*0/, /people.*1/] },
      { header: 'x-owner', count: 1 },
    ],
    input: { request: { path: '/people', query: { x: ['1'] } } },
  });
  t.notMatch(detail.response!.body!.text!, 'example.org', 'as it was delivered');
  t.strictSame(
    detail.steps.map(({ step }) => step),
    ['received', 'intended', 'answered'],
  );

  const { proof } = detail;
  const { size, root } = parseCheckpoint(parseNote(proof!.checkpoint).text);
  t.equal(proof!.root, root.toString('base64'));
  t.strictSame(
    proof!.entries.map(({ type }) => type),
    ['intent', 'outcome'],
  );
  for (const { seq, leaf, path } of proof!.entries) {
    const hashes = path.map((hash) => Buffer.from(hash, 'base64'));
    t.ok(verifyInclusion(Buffer.from(leaf, 'base64'), seq, size, hashes, root), 'is in the ledger');
  }

  const asked: ActivityDetail = await read(gateway, `/api/activity/${approved!.id}`);
  t.strictSame(
    asked.steps.map(({ step }) => step),
    ['received', 'asked', 'granted', 'consumed', 'intended', 'answered'],
  );
  t.match(asked.steps[2], { by: { subject: 'dana' }, detail: 'agreed' });
  t.match(asked.approval, { id: waiting[0]!.id, state: 'consumed' });

  const [denied] = await searchOnce(gateway, 'state=refused', 1);
  const refused: ActivityDetail = await read(gateway, `/api/activity/${denied!.id}`);
  t.match(refused, { detail: 'Not so.', decision: { action: 'deny' }, masks: [] });
  t.notOk(refused.response);
  const fired = { state: 'evaluated', fired: [], silent: [] };
  // On a machine that is busy the time for an evaluation may not be enough.
  const rulesOf = async (id: string): Promise<RulesFired> => {
    const rules: RulesFired = await read(gateway, `/api/activity/${id}/rules`);
    return rules.state === 'failed' ? rulesOf(id) : rules;
  };
  for (const { id } of [...rows, denied!])
    t.strictSame(await rulesOf(id), fired, 'it has no rules apart');
  t.equal((await gateway.fetch('/svc/people', { method: 'PUT' })).status, 403);
  const [undecided] = await searchOnce(gateway, 'reason=policy-undefined', 1);
  t.match(await read(gateway, `/api/activity/${undecided!.id}/rules`), {
    state: 'not-asked',
    detail: /policy-undefined/,
  });
  const unknown = `/api/activity/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`;
  t.equal((await askAdmin(gateway, unknown, { groups: [READERS] })).status, 404);
});
