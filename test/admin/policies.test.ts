/** What decides and how it came; promoted and rolled back in a person's name, where the bundle server's own policy lets them. */
import t from 'tap';
import type { Policies, PolicyChange } from '../../gateway/admin/contract.ts';
import {
  CLAIMS,
  grantAll,
  KEY,
  makeBundle,
  OTHER_KEY,
  startTestServer,
} from '../bundle-server/support.ts';
import { rollbackCommand } from '../../gateway/admin/rollback-command.ts';
import type { Snapshot } from '../../gateway/exchange.ts';
import type { Config } from '../../gateway/types.ts';
import { READERS } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

const AUDIENCES = ['urn:regent:gateway', 'urn:regent:admin'];
const keys = [{ id: KEY.id, algorithm: KEY.algorithm, publicKey: KEY.publicKey }];

t.test('promote, refuse, roll back', async (t) => {
  const scope = 'policies';
  const server = await startTestServer((issuer) => ({
    channels: new Map([
      ['staging', { keys, scope }],
      ['production', { keys, scope }],
    ]),
    grants: [grantAll(issuer)],
  }));
  t.teardown(() => server.stop());
  const first = await makeBundle('first', { sequence: 1, scope, revision: 'r1' });
  t.equal((await server.publish(first, { channel: 'production' })).status, 201);
  const following = { wait: 20_000, poll: 200 };
  const gateway = await startTestGateway({
    ledger: { readers: [READERS] },
    moreIssuers: [server.issuer.config],
    channel: {
      service: {
        url: `${server.url}/bundles/production.tar.gz`,
        ...following,
        maxAge: 3_600_000,
        denyWhenStale: false,
      },
      trust: { scope, keys },
    },
    shadow: { url: `${server.url}/bundles/staging.tar.gz`, ...following, share: 1 },
  });
  t.teardown(() => gateway.stop());

  const rita = await server.issuer.sign({ ...CLAIMS, aud: AUDIENCES, groups: [READERS] });
  const anybody = await server.issuer.sign({ sub: 'mallory', aud: AUDIENCES, groups: [READERS] });
  const stranger = await server.issuer.sign({ sub: 'mallory', aud: AUDIENCES, groups: [] });
  const release = await server.issuer.sign({ ...CLAIMS, aud: AUDIENCES, groups: [] });
  const ask = async (token: string, path = '', body?: object): Promise<[number, unknown]> => {
    const response = await fetch(`${gateway.adminUrl}/api/policies${path}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return [response.status, await response.json()];
  };
  let policies = {} as Policies;
  const seen = (isSo: (policies: Policies) => boolean): Promise<void> =>
    until(async () => {
      const [status, answer] = await ask(rita);
      policies = answer as Policies;
      return status === 200 && isSo(policies);
    });

  await seen(({ active }) => active?.activated_at !== undefined);
  t.match(policies, {
    active: {
      revision: 'r1',
      sequence: 1,
      signed_by: KEY.id,
      source: { repository: 'acme/policies', commit: 'r1' },
      promoted_by: /acme\/policies/,
    },
    channel: { name: 'production', service: server.url, current: { revision: 'r1' } },
    candidate: { name: 'staging' },
    can_promote: true,
  });

  const second = await makeBundle('second', { sequence: 2, scope, revision: 'r2' });
  t.equal((await server.publish(second)).status, 201);
  await seen(({ shadow }) => shadow?.revision === 'r2');
  t.equal((await gateway.fetch('/svc/x')).status, 403);
  await seen(({ differences }) => differences.length > 0);
  t.match(policies.differences, [
    { count: 1, example: { active: { reasons: ['first'] }, shadow: { reasons: ['second'] } } },
  ]);

  const wanted = { revision: 'r2', reason: 'TICKET-1' };
  const forbidden = [403, { code: 'promotion-forbidden' }];
  t.match(await ask(anybody, '/promote', wanted), forbidden, 'a reader without a grant');
  t.match(await ask(stranger, '/promote', wanted), forbidden);
  t.match(await ask(gateway.token, '/promote', wanted), [401, {}], 'an agent');
  const other = { ...wanted, revision: 'r3' };
  t.match(
    await ask(rita, '/promote', other),
    [409, { code: 'promotion-refused' }],
    'what is not there',
  );
  t.equal(await server.revision('production'), 'r1', 'nothing has changed');
  t.match(await ask(stranger), [403, { code: 'ledger-forbidden' }], 'sees nothing either');
  t.match(await ask(release), [200, { active: { revision: 'r1' } }], 'whom the server lets see it');

  t.match(await ask(release, '/promote', wanted), [
    200,
    { action: 'promote', revision: 'r2', reason: 'TICKET-1', origin: { channel: 'staging' } },
  ]);
  await seen(({ active }) => active?.revision === 'r2');
  t.match(policies.previous, { revision: 'r1', sequence: 1 });
  t.match(policies.rollback_command, '--channel production --to r1 --scope policies --key');
  const actions = policies.history.map(
    ({ action, revision }: PolicyChange) => `${action} ${revision}`,
  );
  t.strictSame(actions.slice(-3).toSorted(), ['activated r1', 'promote r2', 'publish r1']);

  const back = { revision: 'r1', reason: 'it was better' };
  const [status, answer] = await ask(rita, '/rollback', back);
  t.match([status, answer], [409, { code: 'signature-needed', detail: /regent bundle rollback/ }]);
  const forged = await makeBundle('first', { sequence: 3, scope, revision: 'r1', key: OTHER_KEY });
  const signed = await makeBundle('first', { sequence: 3, scope, revision: 'r1' });
  const encoded = (bytes: Buffer): object => ({ ...back, bundle: bytes.toString('base64') });
  t.match(await ask(rita, '/rollback', encoded(forged)), [409, { code: 'promotion-refused' }]);
  t.match(await ask(stranger, '/rollback', encoded(signed)), forbidden);
  t.match(await ask(rita, '/rollback', encoded(signed)), [
    200,
    { action: 'rollback', sequence: 3 },
  ]);
  await seen(({ active }) => active?.sequence === 3);

  await server.server.stop();
  await seen(({ channel }) => channel?.fault !== undefined);
  t.match(
    policies.active,
    { revision: 'r1', sequence: 3 },
    'what the ledger says is there all the same',
  );
  t.match(await ask(rita, '/promote', wanted), [502, { code: 'bundle-server-unavailable' }]);
});

t.test('the command is only a command, whatever a revision is called', async (t) => {
  const trust = { scope: 'production', keys };
  const config = { policy: { trust } } as unknown as Config;
  const command = rollbackCommand(
    { snapshot: { config } as Snapshot },
    { server: 'https://bundles.internal', name: 'production' },
    "r'1 $(id)",
  );
  t.equal(
    command,
    String.raw`regent bundle rollback --server https://bundles.internal --channel production --to 'r'\''1 $(id)' --key … --key-id … --algorithm …`,
  );
});
