/** A look at the world of which no answer comes: what there is of it on record, and what reconcile says of it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { readLog } from '../../evidence/reconcile/read-log.ts';
import { reconcile, type Reconciliation } from '../../evidence/reconcile/reconcile.ts';
import type { RefusalData } from '../../gateway/types.ts';
import { configureServe } from '../helpers/configure-serve.ts';
import { openEntries, readerOf } from '../helpers/open-ledger.ts';
import {
  askToWrite,
  PRECONDITION,
  probesOf,
  startWithPrecondition,
} from '../helpers/preconditions.ts';
import { startRawUpstream } from '../helpers/raw-upstream.ts';
import { serve } from '../helpers/serve.ts';
import { until } from '../helpers/until.ts';
import { verifyLedger } from '../ledger/verify.ts';

/** Holds the ledger against an access log of these lines. */
async function compare(stateDir: string, lines: object[]): Promise<Reconciliation> {
  const file = join(stateDir, 'access.log');
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const now = Date.now();
  const range = { from: now - 600_000, to: now + 600_000 };
  const options = { window: 2000, prefix: '', ignore: [], ...range };
  return reconcile(await readerOf(stateDir), await readLog(file, 'json'), options);
}

t.test('killed between the look and its answer', async (t) => {
  const seen: object[] = [];
  const { file, stateDir, issuer } = await configureServe(t, PRECONDITION, (req) => {
    const time = new Date().toISOString();
    const id = req.headers['x-regent-decision-id'];
    seen.push({ time, method: req.method, path: req.url, status: 499, decision_id: id });
  });
  const first = await serve(file);
  const headers = { authorization: `Bearer ${await issuer.sign({ sub: 'agent' })}` };
  const asked = fetch(`${first.url}/svc/x?a=1`, { method: 'DELETE', headers });
  asked.catch(() => undefined);
  await until(() => seen.length > 0);
  first.process.kill('SIGKILL');
  await first.ended;
  await t.rejects(asked);
  const again = await serve(file);
  again.process.kill('SIGTERM');
  await again.ended;

  const { faults, open } = verifyLedger(join(stateDir, 'ledger'));
  t.same([faults, open], [[], 0]);
  const probes = await probesOf(stateDir);
  t.match(probes, [{ state: 'open', data: { for: 'asking', number: 1 } }]);
  t.match(seen, [{ method: 'GET', decision_id: probes[0]!.data.id }]);

  const counts = { requests: 1, probes: 1 };
  const logged = await compare(stateDir, seen);
  t.match(logged, { clean: true, counts: { ...counts, matched: { certain: 1 } }, differing: [] });
  const lost = await compare(stateDir, []);
  t.match(lost, { clean: true, absent: [{ request: { probe: true }, why: /was stopped/ }] });
  const copied = { ...seen[0]!, path: '/other' };
  t.match(await compare(stateDir, [...seen, copied]), {
    clean: false,
    repeated: [{ line: { path: undefined, target: '/other' }, seq: probes[0]!.seq }],
  });
});

t.test('an upstream that never answers, and one that answers nonsense', async (t) => {
  const upstream = await startRawUpstream((socket, line) => {
    if (line.includes('/nonsense')) socket.end('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n');
  });
  t.teardown(() => upstream.close());
  const gateway = await startWithPrecondition({
    connection: { upstream: upstream.url, timeouts: { connect: 1000, response: 300 } },
  });
  t.teardown(() => gateway.stop());
  for (const path of ['/svc/silent', '/svc/nonsense']) {
    const refused = await askToWrite(gateway, path);
    t.equal(refused.status, 503);
    t.match(await refused.json(), { code: 'precondition-unavailable' });
  }
  t.match(upstream.requests, [/^GET \/silent/, /^GET \/nonsense/]);
  const all = await openEntries(gateway.stateDir);
  const refusals = all.flatMap(({ entry: { type, data } }) =>
    type === 'refusal' ? [data as RefusalData] : [],
  );
  const probes = await probesOf(gateway.stateDir);
  t.same(
    refusals.map(({ id, key, code, upstream_status: status }) => ({ id, key, code, status })),
    probes.map(({ seq, data: { id } }, index) => ({
      id,
      key: seq,
      code: 'precondition-unavailable',
      status: [undefined, 500][index],
    })),
    'each refusal is of the exchange that the look began',
  );
  t.same(verifyLedger(join(gateway.stateDir, 'ledger')).faults, []);

  const found = await compare(gateway.stateDir, []);
  t.match(found.absent, [{ why: /could not be read/ }, { request: { status: 500 } }]);
  t.notOk(found.absent[1]!.why, 'what was answered must be in the log');
  t.notOk(found.clean);
});

t.test('an agent that leaves while the world is looked at', async (t) => {
  const upstream = await startRawUpstream(() => undefined);
  t.teardown(() => upstream.close());
  const gateway = await startWithPrecondition({ connection: { upstream: upstream.url } });
  t.teardown(() => gateway.stop());
  const leaving = new AbortController();
  const asked = gateway.fetch('/svc/x', { method: 'DELETE', signal: leaving.signal });
  asked.catch(() => undefined);
  await until(() => upstream.requests.length > 0);
  leaving.abort();
  await until(async () => (await gateway.entries()).some(({ type }) => type === 'refusal'));
  const [probe] = await probesOf(gateway.stateDir);
  const refusal = (await gateway.entries()).find(({ type }) => type === 'refusal');
  t.match(refusal?.data, { id: probe!.data.id, key: probe!.seq, code: 'client-gone' });
  const found = await compare(gateway.stateDir, []);
  t.match(found, { clean: true, absent: [{ why: /the agent left/ }] });
});
