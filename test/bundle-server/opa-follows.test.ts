/** A stock `opa run --server` follows a channel, with its own verification of signatures on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { rollback } from '../../bundles/server/change-remotely.ts';
import { decide, follow, startOpa } from './opa.ts';
import { KEY, makeBundle, startTestServer } from './support.ts';

const PUBLISHES = 50;

t.test('through 50 publishes, a rollback, a corrupt upload and a restart', async (t) => {
  const server = await startTestServer({ read: 'granted' });
  t.teardown(() => server.stop());
  const dir = await mkdtemp(join(tmpdir(), 'regent-opa-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const polling = { long_polling_timeout_seconds: 30, min_delay_seconds: 1, max_delay_seconds: 1 };
  const url = await startOpa(t, dir, { server: server.url, token: server.token, polling });

  // The policies are few and the bundles many: a bundle's data is not needed to tell them apart.
  for (let sequence = 1; sequence <= PUBLISHES; sequence += 1) {
    const reason = `policy-${sequence % 5}`;
    t.equal((await server.publish(await makeBundle(reason, { sequence }))).status, 201);
    await follow(url, reason);
    t.pass(`publish ${sequence}`);
  }

  const corrupt = Buffer.from(await makeBundle('policy-4', { sequence: PUBLISHES + 1 }));
  corrupt.fill(0x58, corrupt.length >> 1, (corrupt.length >> 1) + 16);
  t.equal((await server.publish(corrupt)).status, 422);
  t.equal(await decide(url), 'policy-0', 'a refused upload changes nothing');

  const signing = { key: KEY, trusted: [], fromScope: 'staging', scope: 'staging' };
  await rollback(server.client, { channel: 'staging', to: 'rev-48', reason: 'back' }, signing);
  await follow(url, 'policy-3');
  t.pass('a rollback');

  await server.restart();
  const after = await makeBundle('policy-2', { sequence: PUBLISHES + 2 });
  t.equal((await server.publish(after)).status, 201);
  await follow(url, 'policy-2');
  t.pass('after a restart of the server');
});
