/** A bundle server that is killed just while it hands a bundle on before it has accepted it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import { follow } from '../../bundles/follow/follower.ts';
import { readLastSeen } from '../../bundles/follow/last-good.ts';
import { createClient } from '../../bundles/server/client.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import { createPreparer, type PreparedPolicy } from '../../gateway/prepare/preparer.ts';
import { freePort } from '../helpers/free-port.ts';
import { createTestIssuer } from '../helpers/tokens.ts';
import { until } from '../helpers/until.ts';
import { LIMITS } from '../prepare/support.ts';
import { CLAIMS, KEY, makeBundle } from './support.ts';

t.test('the bundle before stays, and the next is followed after the restart', async (t) => {
  const issuer = await createTestIssuer();
  const { issuer: name, audience, jwksUrl } = issuer.config;
  const { sub: _, ...claims } = CLAIMS;
  const port = await freePort();
  const config = {
    server: { listen: { port }, state_dir: 'state', read: 'open' },
    identity: { issuers: [{ issuer: name, audience, jwks_url: jwksUrl }] },
    channels: [{ name: 'staging', keys: [{ ...TRUSTED, public_key: 'k.pem' }] }],
    grants: [
      { name: 'ci', token: { issuer: name, claims }, actions: ['publish'], channels: ['staging'] },
    ],
  };
  const dir = t.testdir({ 'server.yaml': stringify(config), 'k.pem': KEY.publicKey });
  let server = await serve(join(dir, 'server.yaml'));
  const url = `http://127.0.0.1:${port}`;
  const client = createClient({ server: url, token: await issuer.sign(CLAIMS) });
  const publish = (bytes: Buffer): Promise<unknown> =>
    client.change('staging', { action: 'publish', reason: '' }, bytes);
  await publish(await makeBundle('one', LARGE));

  const kept = await mkdtemp(join(tmpdir(), 'regent-kill-early-'));
  const preparer = createPreparer(LIMITS);
  const seen = { active: [] as string[], discarded: [] as string[], refused: [] as string[] };
  let isToKill = false;
  const follower = await follow<PreparedPolicy & CheckedBundle>({
    url: `${url}/bundles/staging`,
    wait: 20_000,
    poll: 20,
    dir: kept,
    async prepare(bytes, last) {
      // All of the bundle is there, and the server has still to load it.
      if (isToKill) server.kill('SIGKILL');
      const keys = [{ ...TRUSTED, publicKey: KEY.publicKey }];
      return await preparer.prepare(bytes, { keys, scope: 'staging' }, last);
    },
    activate: async ({ revision }) => void seen.active.push(revision),
    discard: async ({ revision }) => void seen.discarded.push(revision),
    refused: async ({ code }) => void seen.refused.push(code),
    log: () => undefined,
  });
  t.teardown(async () => {
    server.kill('SIGKILL');
    await follower.close();
    await Promise.all([preparer.close(), issuer.close(), rm(kept, { recursive: true })]);
  });
  await until(() => seen.active.length === 1);

  const next = await makeBundle('one', { ...LARGE, sequence: 2 });
  isToKill = true;
  await t.rejects(publish(next), /cannot be asked/);
  isToKill = false;
  await until(() => seen.discarded.length + seen.active.length === 2);
  const history = await readFile(join(dir, 'state/channels/staging.history.ndjson'), 'utf8');
  t.equal(history.split('\n').length - 1, 1, 'it was not accepted');
  t.strictSame(seen, { active: ['rev-1'], discarded: ['rev-2'], refused: [] });
  t.match(await readLastSeen(kept), { sequence: 1 });

  server = await serve(join(dir, 'server.yaml'));
  await publish(next);
  await until(() => seen.active.length === 2);
  t.strictSame(seen.active, ['rev-1', 'rev-2']);
});

const TRUSTED = { id: KEY.id, algorithm: 'ES256' } as const;
/** Takes long to load. */
const LARGE = { data: 'x'.repeat(8 * 1024 ** 2) };

/** Starts the real program, which is there when this resolves. */
async function serve(config: string): Promise<ChildProcess> {
  const regent = join(import.meta.dirname, '../../cli/regent.js');
  const args = [regent, 'bundle', 'serve', '-c', config];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('it does not start')));
  ended.catch(() => undefined);
  await Promise.race([until(() => output.includes('bundle server listens')), ended]);
  return child;
}
