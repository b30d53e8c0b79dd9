import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { CLAIMS, KEY, makeBundle, startTestServer } from './support.ts';
import { promote, rollback } from '../../bundles/server/change-remotely.ts';
import { verifyBundle } from '../../bundles/verify.ts';

t.test(
  'a published bundle is what the channel has, and the history says who, when and why',
  async (t) => {
    const server = await startTestServer();
    t.teardown(() => server.stop());
    const bytes = await makeBundle('one');
    const entry = await server.client.change(
      'staging',
      { action: 'publish', reason: 'TICKET-1' },
      bytes,
    );
    t.match(entry, {
      by: `${server.issuer.config.issuer} ${CLAIMS.sub}`,
      allowed_by: ['ci'],
      action: 'publish',
      revision: 'rev-1',
      sequence: 1,
      signed_by: 'key-1',
      source: { repository: 'acme/policies', commit: 'rev-1' },
      reason: 'TICKET-1',
    });
    const got = await fetch(`${server.url}/bundles/staging.tar.gz`);
    t.ok(bytes.equals(Buffer.from(await got.arrayBuffer())));
    const listed = { ...entry, size: bytes.length };
    t.same(await server.client.history('staging'), [listed]);
    const file = join(server.config.stateDir, 'channels/staging.history.ndjson');
    t.same(JSON.parse(await readFile(file, 'utf8')), entry, 'on disk too');

    t.equal((await server.publish(bytes)).status, 200, 'the same again changes nothing');
    t.equal((await server.client.history('staging')).length, 1);
    await server.restart();
    t.same(await server.client.history('staging'), [listed], 'it outlives the server');
    t.equal(await server.revision(), 'rev-1');
  },
);

t.test(
  'promotion signs the content anew where the other channel has a scope of its own',
  async (t) => {
    const server = await startTestServer();
    t.teardown(() => server.stop());
    await server.publish(await makeBundle('one', { sequence: 7 }));
    const names = { from: 'staging', to: 'production', reason: 'go' };
    await t.rejects(promote(server.client, names), /wrong-scope/, 'as it is it has another scope');
    const signing = { key: KEY, trusted: [], fromScope: 'staging', scope: 'production' };
    const entry = await promote(server.client, names, signing);
    const [origin] = await server.client.history('staging');
    t.match(entry, {
      action: 'promote',
      revision: 'rev-7',
      sequence: 7,
      origin: { channel: 'staging', digest: origin?.digest },
    });
  },
);

t.test('rollback is a new, higher, signed sequence of the old content', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  for (const [reason, sequence] of [
    ['one', 1],
    ['two', 2],
  ] as const) {
    t.equal((await server.publish(await makeBundle(reason, { sequence }))).status, 201);
  }
  const signing = { key: KEY, trusted: [], fromScope: 'staging', scope: 'staging' };
  const change = { channel: 'staging', to: 'rev-1', reason: 'two is wrong' };
  const entry = await rollback(server.client, change, signing);
  t.match(entry, { action: 'rollback', revision: 'rev-1', sequence: 3, reason: 'two is wrong' });
  const got = Buffer.from(await (await fetch(`${server.url}/bundles/staging`)).arrayBuffer());
  const trust = { keys: [{ ...KEY }], scope: 'staging' };
  const bundle = await verifyBundle(got, trust, { now: new Date(), lastSequence: 2 });
  t.equal(bundle.metadata.sequence, 3);
  await t.rejects(rollback(server.client, { ...change, to: 'rev-9' }, signing), /has no rev-9/);
});

t.test('a promotion or rollback with other content than it claims is refused', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const [origin] = await server.client.history('staging');
  const other = await makeBundle('two', { sequence: 5 });
  const change = { action: 'rollback', reason: '', digest: origin!.digest } as const;
  await t.rejects(server.client.change('staging', change, other), /content-differs/);
  const promotion = {
    action: 'promote',
    reason: '',
    from: 'staging',
    digest: origin!.digest,
  } as const;
  const forProduction = await makeBundle('two', { scope: 'production' });
  await t.rejects(server.client.change('production', promotion, forProduction), /content-differs/);
  t.equal(await server.revision(), 'rev-1');
});
