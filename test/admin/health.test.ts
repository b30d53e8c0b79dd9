/** The state of the gateway and of what it depends on, from what it has met itself. */
import t from 'tap';
import type { Health } from '../../gateway/admin/contract.ts';
import { askAdmin, read, READERS } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

const POLICY = `
decision := {"action": "approve", "reasons": ["ask"], "approval": {"groups": ["dpo"], "quorum": 1, "expires_in": "5m"}} if input.request.method == "DELETE"
decision := {"action": "allow", "reasons": ["rest"]} if input.request.method == "GET"`;

t.test('health', async (t) => {
  let status = 200;
  const gateway = await startTestGateway({
    policy: POLICY,
    ledger: { readers: [READERS] },
    approvals: { hold: 60_000 },
    upstream: (_req, res) => res.writeHead(status).end(),
  });
  t.teardown(() => gateway.stop());
  let health: Health = await read(gateway, '/api/health');
  t.match(health, {
    gateway: { id: 'test', ready: true, lacks: [] },
    connections: [{ name: 'test', state: 'unknown', requests: 0 }],
    issuers: [{ issuer: gateway.issuer.config.issuer, ready: true, keys: 1 }],
    supply: { kind: 'file', stale: false, expired: false, active: { digest: /^sha256:/ } },
    ledger: { writable: true, witnesses: [] },
    approvals: { pending: 0, held: 0 },
    notifications: [],
  });

  await gateway.fetch('/svc/x');
  health = await read(gateway, '/api/health');
  t.match(health.connections, [{ state: 'ok', requests: 1, failed: 0, last_ok: /T/ }]);
  status = 503;
  await gateway.fetch('/svc/x');
  health = await read(gateway, '/api/health');
  t.match(health.connections, [
    { state: 'failing', failed: 1, last_error: { code: 'status-503' } },
  ]);
  status = 404;
  await gateway.fetch('/svc/x');
  health = await read(gateway, '/api/health');
  t.match(health.connections, [{ state: 'ok', requests: 3 }], 'what it says itself is no failure');

  const dana = { groups: ['dpo'], sub: 'dana' };
  t.equal((await askAdmin(gateway, '/api/health', dana)).status, 403);
  const held = gateway.fetch('/svc/x', { method: 'DELETE' });
  await until(async () => (await askAdmin(gateway, '/api/health', dana)).status === 200);
  health = await read(gateway, '/api/health');
  t.match(health.approvals, { pending: 1, held: 1 });
  const { approvals } = (await (await askAdmin(gateway, '/api/approvals', dana)).json()) as {
    approvals: { id: string }[];
  };
  await askAdmin(gateway, `/api/approvals/${approvals[0]!.id}/deny`, {
    ...dana,
    body: { reason: 'no' },
  });
  t.equal((await held).status, 403);
  await until(async () => (await read<Health>(gateway, '/api/health')).activity.state === 'ok');
});
