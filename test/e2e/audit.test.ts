/** What an auditor does with the record of a gateway in front of the example CRM, before and after an erasure. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { ED25519, noteSigner, readPrivateKey } from '../../gateway/ledger/notes/keys.ts';
import { startCrm } from '../../examples/crm/server.ts';
import { startTestGateway, type TestGateway } from '../helpers/gateway.ts';
import { startNginx } from '../helpers/nginx.ts';
import { requireCommand } from '../helpers/require-command.ts';
import { runRegent } from '../helpers/run-regent.ts';

const POLICY = `
customers := input.request.segments[0] == "customers"
subjects := [{"path": "$.id", "in": "response", "type": "customer"}]
decision := {"action": "mask", "reasons": ["support-reads"], "purpose": "support-ticket", "legal_basis": "contract",
  "masks": [{"path": "$.email", "with": "redact"}], "subjects": subjects} if { customers; input.request.method == "GET" }
decision := {"action": "deny", "reasons": ["no-deletes"]} if { customers; input.request.method == "DELETE" }
decision := {"action": "approve", "reasons": ["export-needs-approval"], "approval": {"groups": ["dpo"]}} if input.request.segments[0] == "export"
decision := {"action": "allow", "reasons": ["stats"]} if input.request.segments[0] == "stats"
`;

const KEY = 'upstream-key';

t.test('verify, query, export, replay, reconcile, erase', async (t) => {
  if (!requireCommand(t, 'nginx', 'apt-get install nginx-light')) return;
  const dir = await mkdtemp(join(tmpdir(), 'regent-audit-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const crm = await startCrm({ apiKey: KEY, customers: 50 });
  const nginx = await startNginx(dir, crm.url);
  const gateway = await startTestGateway({
    policy: POLICY,
    connection: { upstream: new URL(nginx.url) },
    approvals: { hold: 1 },
    ledger: { erasers: ['dpo'] },
  });
  let running = true;
  const stop = async (): Promise<void> => {
    if (!running) return;
    running = false;
    await nginx.stop();
    await crm.close();
    await gateway.stop();
  };
  t.teardown(stop);
  const ledger = join(gateway.stateDir, 'ledger');
  const pem = await readFile(join(gateway.stateDir, 'keys/checkpoint.pem'));
  const { vkey } = noteSigner('regent/test', ED25519, readPrivateKey(pem));
  const keyed = ['--key-file', join(gateway.stateDir, 'keys/evidence.key')];

  await t.test('traffic', async (t) => {
    for (const id of [17, 18]) {
      const answer = await gateway.fetch(`/svc/customers/${String(id)}`);
      t.match(await answer.json(), { id, email: '[redacted]' });
    }
    t.equal((await gateway.fetch('/svc/customers/17', { method: 'DELETE' })).status, 403);
    t.equal((await gateway.fetch('/svc/stats')).status < 500, true);
    await approveExport(gateway);
  });
  const bypass = await fetch(`${nginx.url}/customers/19`, { headers: { 'x-api-key': KEY } });
  t.equal(bypass.status, 200);
  await bypass.text();

  const check = async (name: string, erased: number): Promise<string> => {
    const archive = join(dir, `${name}.tar.zst`);
    const exported = await runRegent('evidence', 'export', ledger, '--out', archive, ...keyed);
    t.match(exported, { code: 0, out: /entries/ });
    for (const path of [ledger, archive]) {
      t.match(
        await runRegent('evidence', 'verify', path, '--key', vkey),
        { code: 0 },
        `verify ${path}`,
      );
      const replayed = await runRegent('evidence', 'replay', path, '--json', ...keyed);
      t.equal(replayed.code, 0);
      t.match(JSON.parse(replayed.out), { different: 0, erased, locked: 0 }, `replay ${path}`);
    }
    return archive;
  };
  const reconcileWith = async (path: string, log: string): Promise<Found> => {
    const args = ['--with', log, '--ignore', '/healthz', '--json', ...keyed];
    const { code, out, errors } = await runRegent('evidence', 'reconcile', path, ...args);
    t.equal(code, 1, errors);
    return JSON.parse(out) as Found;
  };
  const query = async (...args: string[]): Promise<unknown[]> => {
    const { out } = await runRegent(
      'evidence',
      'query',
      ledger,
      '--format',
      'json',
      '--check',
      ...args,
    );
    return JSON.parse(out) as unknown[];
  };

  const before = await check('before', 0);
  t.match(await query('--subject', 'customer:17', ...keyed), [
    { method: 'GET', purpose: 'support-ticket' },
  ]);
  t.match(await query('--action', 'deny'), [{ code: 'denied', method: 'DELETE' }]);
  for (const path of [ledger, before]) {
    const certain = await reconcileWith(path, nginx.log);
    t.match(certain, { absent: [], repeated: [], differing: [] });
    t.match(strangersOf(certain), [{ target: '/customers/19' }]);
    t.equal(certain.counts.matched.certain, certain.counts.requests);
    const plain = await reconcileWith(path, nginx.plainLog);
    t.match(plain, { absent: [] });
    t.match(strangersOf(plain), [{ target: '/customers/19' }]);
  }
  const subject = join(dir, 'subject.tar');
  const about = ['--subject', 'customer:17', '--out', subject, ...keyed];
  t.match(await runRegent('evidence', 'export', ledger, ...about), { code: 0 });
  t.match(await runRegent('evidence', 'verify', subject, '--key', vkey), { code: 0 });

  t.equal(await eraseCustomer(gateway, '17'), 1);
  const after = await check('after', 1);
  t.same(await query('--subject', 'customer:17', ...keyed), []);
  const certain = await reconcileWith(after, nginx.log);
  t.match(certain, { absent: [] }, 'ids stay');
  t.match(strangersOf(certain), [{ target: '/customers/19' }]);
  t.equal(certain.counts.matched.certain, certain.counts.requests);
  t.match(await reconcileWith(ledger, nginx.plainLog), { counts: { matched: { possible: 1 } } });
  await stop();
  t.ok((await readFile(nginx.log, 'utf8')).includes('/customers/19'));
});

interface Found {
  counts: { requests: number; matched: { certain: number } };
  bypassed: unknown[];
  uncovered: unknown[];
}

/** Of what came when the archive ended, within the log's second, only a later archive tells that it is in none. */
function strangersOf({ bypassed, uncovered }: Found): unknown[] {
  return [...bypassed, ...uncovered];
}

async function approveExport(gateway: TestGateway): Promise<void> {
  const held = await gateway.fetch('/svc/export');
  const { approval } = (await held.json()) as { approval: string };
  const token = await gateway.issuer.sign({
    sub: 'dana',
    groups: ['dpo'],
    aud: 'urn:regent:admin',
  });
  await fetch(`${gateway.adminUrl}/api/approvals/${approval}/approve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'a subject access request' }),
  });
  const passed = await gateway.fetch('/svc/export');
  await passed.arrayBuffer();
}

/** Gives how many exchanges. */
async function eraseCustomer(gateway: TestGateway, value: string): Promise<number> {
  const token = await gateway.issuer.sign({
    sub: 'dana',
    groups: ['dpo'],
    aud: 'urn:regent:admin',
  });
  const answer = await fetch(`${gateway.adminUrl}/api/erasures`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'customer',
      value,
      reference: 'DSR-1',
      nonce: randomBytes(32).toString('base64'),
    }),
  });
  return ((await answer.json()) as { count: number }).count;
}
