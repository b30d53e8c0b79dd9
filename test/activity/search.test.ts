/** What is on record is found again: by what is in clear, by path, by data subject, page by page, and over time. */
import t, { type Test } from 'tap';
import type {
  ActivityPage,
  SessionDetail,
  SessionPage,
  Timeline,
} from '../../gateway/admin/contract.ts';
import { read, READERS, searchOnce } from '../helpers/activity.ts';
import { startTestGateway, type TestGateway } from '../helpers/gateway.ts';

const POLICY = `
decision := {"action": "deny", "reasons": ["no-deletes"]} if input.request.method == "DELETE"
decision := {"action": "mask", "reasons": ["masked"], "masks": [{"path": "$.email", "with": "redact"}],
  "purpose": "support", "subjects": [{"value": input.request.segments[1], "type": "customer"}]} if input.request.segments[0] == "customers"
decision := {"action": "allow", "reasons": ["rest"]} if {
  input.request.method == "GET"
  input.request.segments[0] != "customers"
}`;

async function start(t: Test): Promise<TestGateway> {
  const gateway = await startTestGateway({
    policy: POLICY,
    ledger: { readers: [READERS] },
    upstream: (_req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end('{"email":"ada@example.org","n":1}');
    },
  });
  t.teardown(() => gateway.stop());
  return gateway;
}

t.test('by what is in clear, by path and by data subject', async (t) => {
  const gateway = await start(t);
  const other = await gateway.issuer.sign({ sub: 'Robot-2' });
  for (const path of ['/svc/items/1?q=a%20b', '/svc/customers/4711', '/svc/customers/4712'])
    t.equal((await gateway.fetch(path)).status, 200);
  t.equal((await gateway.fetch('/svc/items/2', { method: 'DELETE' })).status, 403);
  await gateway.fetch('/svc/items/3', { headers: { authorization: `Bearer ${other}` } });
  t.equal((await fetch(`${gateway.url}/svc/x`)).status, 401);

  const all = await searchOnce(gateway, '', 6);
  t.equal(all.length, 6);
  const [nobody, robot, denied, second, first, item] = all;
  t.match(nobody, { state: 'refused', code: 'credentials-missing', status: 401, masks: 0 });
  t.notOk(nobody!.identity, 'nobody is known');
  t.match(robot, { identity: { subject: 'Robot-2' }, path: '/items/3', state: 'done' });
  t.match(denied, { state: 'refused', code: 'denied', action: 'deny', reasons: ['no-deletes'] });
  t.match(second, { path: '/customers/4712', action: 'mask', masks: 1, purpose: 'support' });
  t.match(item, { path: '/items/1?q=a%20b', connection: 'test', method: 'GET', status: 200 });
  t.type(first!.duration_ms, 'number');

  const idsOf = async (query: string): Promise<string[]> =>
    (await read<ActivityPage>(gateway, `/api/activity?${query}`)).requests.map(({ id }) => id);
  const ids = (...rows: (typeof nobody)[]): string[] => rows.map((row) => row!.id);
  t.strictSame(await idsOf('identity=robot'), ids(robot), 'letters of either case');
  t.strictSame(await idsOf('identity=agent'), ids(denied, second, first, item));
  t.strictSame(await idsOf('action=mask'), ids(second, first));
  t.strictSame(await idsOf('reason=no-deletes'), ids(denied));
  t.strictSame(await idsOf('reason=credentials-missing'), ids(nobody), 'error codes too');
  t.strictSame(await idsOf('connection=test&state=refused'), ids(nobody, denied));
  t.strictSame(await idsOf('connection=other'), []);
  t.strictSame(await idsOf(`session=${denied!.session}&action=deny`), ids(denied));
  t.strictSame(await idsOf('path=CUSTOMERS/4711'), ids(first));
  t.strictSame(await idsOf('path=customers&reason=masked&identity=agent'), ids(second, first));
  t.strictSame(await idsOf('subject=4711&subject_type=customer'), ids(first));
  t.strictSame(await idsOf('subject=4711'), [], 'a person is not a customer');
  t.strictSame(await idsOf(`from=${robot!.at}&to=${nobody!.at}`), ids(nobody, robot));

  const pages: string[] = [];
  let next: string | undefined = '';
  for (let page = 0; next !== undefined; page += 1) {
    const before: string = next === '' ? '' : `&before=${next}`;
    const got: ActivityPage = await read(gateway, `/api/activity?limit=2${before}`);
    pages.push(...got.requests.map(({ id }) => id));
    next = got.next;
    t.ok(page < 3);
  }
  t.strictSame(pages, ids(...all));

  const timeline: Timeline = await read(gateway, '/api/activity/timeline?buckets=3');
  t.equal(timeline.buckets.length, 3);
  const sum = (kind: 'allow' | 'mask' | 'deny' | 'refused'): number =>
    timeline.buckets.reduce((total, bucket) => total + bucket[kind], 0);
  t.strictSame([sum('allow'), sum('mask'), sum('deny'), sum('refused')], [2, 2, 1, 1]);
  const masked: Timeline = await read(gateway, '/api/activity/timeline?action=mask&buckets=1');
  t.match(masked.buckets, [{ allow: 0, mask: 2, deny: 0 }]);

  const { sessions }: SessionPage = await read(gateway, '/api/sessions');
  t.equal(sessions.length, 3, 'two agents, and the gateway for whom nobody knows');
  const agent = sessions.find(({ identity }) => identity?.subject === 'agent')!;
  t.match(agent, { requests: 4, denied: 1, masked: 2 });
  const one: SessionDetail = await read(gateway, `/api/sessions/${agent.id}`);
  t.strictSame(one.session, agent);
  t.strictSame(
    one.requests.map(({ id }) => id),
    ids(item, first, second, denied),
    'in order',
  );
  const begin: SessionDetail = await read(gateway, `/api/sessions/${agent.id}?limit=3`);
  const rest: SessionDetail = await read(gateway, `/api/sessions/${agent.id}?after=${begin.next}`);
  t.strictSame(
    rest.requests.map(({ id }) => id),
    ids(denied),
  );
  t.notOk(rest.next);
});
