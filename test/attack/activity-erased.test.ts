/** What is erased is not shown, and the index has nothing of it that would have to be erased. */
import t from 'tap';
import type { ActivityDetail } from '../../gateway/admin/contract.ts';
import { askAdmin, read, READERS, searchOnce } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { findText } from '../helpers/search-directory.ts';

const POLICY = `decision := {"action": "allow", "reasons": ["r"], "subjects": [{"value": input.request.segments[1], "type": "person"}]}`;

t.test('an erased request', async (t) => {
  const gateway = await startTestGateway({
    policy: POLICY,
    ledger: { readers: [READERS], erasers: ['dpo'] },
    upstream: (_req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end('{"name":"Zacharias Quixotic"}');
    },
  });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/people/zq-4711?mail=zacharias%40example.org')).status, 200);
  t.equal((await gateway.fetch('/svc/people/other')).status, 200);
  const [, before] = await searchOnce(gateway, 'state=done', 2);
  t.match(before!.path, 'zq-4711');
  await read(gateway, `/api/activity/${before!.id}`);
  const rules = `/api/activity/${before!.id}/rules`;
  t.match(await read(gateway, rules), { state: 'evaluated', fired: [] });

  const nonce = Buffer.alloc(32, 7).toString('base64');
  const body = { type: 'person', value: 'zq-4711', reference: 'case', nonce };
  const erased = await askAdmin(gateway, '/api/erasures', { groups: ['dpo'], body });
  t.match(await erased.json(), { count: 1 });

  const [, after] = await searchOnce(gateway, 'state=done', 2);
  t.match(after, { id: before!.id, erased: true, status: 200 }, 'what is in clear stays');
  t.notOk(after!.path);
  t.strictSame(await searchOnce(gateway, 'path=zq-4711', 0), []);
  t.strictSame(await searchOnce(gateway, 'subject=zq-4711', 0), []);
  const detail: ActivityDetail = await read(gateway, `/api/activity/${before!.id}`);
  t.match(detail, {
    erased: true,
    row: { erased: true },
    steps: [{ step: 'intended' }, { step: 'answered' }],
  });
  for (const sealed of ['input', 'decision', 'request', 'request_body'] as const)
    t.notOk(detail[sealed], `${sealed} is gone`);
  t.match(await read(gateway, rules), { state: 'not-asked', detail: /erased/ });
  t.strictSame(detail.response!.headers, []);
  t.notOk(detail.response!.body);
  t.ok(detail.proof, 'that it was there is proved all the same');
  for (const text of ['zq-4711', 'Zacharias Quixotic', 'zacharias'])
    t.strictSame(await findText(gateway.stateDir, text), [], `${text} is nowhere`);
});
