/** What is handed on before it is accepted: only of those who may publish, of what holds, to those who wait for it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import {
  CLAIMS,
  grantAll,
  makeBundle,
  OTHER_KEY,
  startTestServer,
  type TestServer,
} from '../bundle-server/support.ts';
import { until } from '../helpers/until.ts';

/** A client that takes what comes early, and how much came. */
async function wait(
  t: Test,
  server: TestServer,
): Promise<{ socket: Socket; got: () => number; closed: Promise<unknown> }> {
  const { headers } = await fetch(`${server.url}/bundles/staging`, { method: 'HEAD' });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  let got = 0;
  socket.on('data', (chunk: Buffer) => (got += chunk.length)).on('error', () => undefined);
  // However long it says that it waits.
  socket.write(
    `GET /bundles/staging HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${headers.get('etag')}\r\n` +
      'Prefer: modes=snapshot;wait=999999999;regent-early\r\n\r\n',
  );
  await until(() => server.server.waiting() === 1);
  return { socket, got: () => got, closed: once(socket, 'close') };
}

const corrupted = (bytes: Buffer): Buffer =>
  Buffer.from(bytes).fill(0x58, bytes.length >> 1, (bytes.length >> 1) + 16);

t.test(
  'nothing that the signature, the times, the scope or the policy refuse is handed on',
  async (t) => {
    const server = await startTestServer((issuer) => ({
      grants: [{ ...grantAll(issuer), source_repositories: ['acme/policies'] }],
    }));
    t.teardown(() => server.stop());
    await server.publish(await makeBundle('one', { sequence: 2 }));
    const good = await makeBundle('two', { sequence: 3 });
    const corrupt = corrupted(good);
    // Whoever was refused last is not trusted.
    t.equal((await server.publish(corrupt)).status, 422);
    const { got } = await wait(t, server);

    const stranger = await server.issuer.sign({ repository: 'other/one', ref: 'refs/heads/main' });
    for (const [what, bytes, token] of [
      ['of a stranger', good, stranger],
      ['of nobody', good, null],
      ['corrupt', corrupt],
      ['another key', await makeBundle('two', { sequence: 3, key: OTHER_KEY })],
      ['unsigned', await makeBundle('two', { sequence: 3, key: undefined })],
      ['another scope', await makeBundle('two', { sequence: 3, scope: 'production' })],
      ['expired', await makeBundle('two', { sequence: 3, expires: -1000 })],
      ['an old sequence', await makeBundle('two', { sequence: 2, revision: 'again' })],
      ['another repository', await makeBundle('two', { sequence: 3, repository: 'other/one' })],
    ] as [string, Buffer, (string | null)?][]) {
      const answer = await server.publish(bytes, token === undefined ? {} : { token });
      t.ok(answer.status >= 400, `${what}: ${answer.status}`);
      t.equal(got(), 0, 'not a byte');
      t.equal(server.server.waiting(), 1);
    }
  },
);

t.test('one that takes nothing of what is withdrawn is let go of', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const { headers } = await fetch(`${server.url}/bundles/staging`, { method: 'HEAD' });
  const held = connect(Number(new URL(server.url).port), '127.0.0.1');
  t.teardown(() => held.destroy());
  held.on('error', () => undefined).pause();
  held.write(
    `GET /bundles/staging HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${headers.get('etag')}\r\n` +
      'Prefer: wait=30;regent-early\r\n\r\n',
  );
  await until(() => server.server.waiting() === 1);
  const decision = { action: 'allow' as const, reasons: ['x'] };
  const smoke = [{ name: 'never', input: '{}', decision }];
  const refused = await server.publish(await makeBundle('two', { sequence: 2, smoke }));
  t.equal(refused.status, 422);
  t.equal(server.server.waiting(), 0, 'it does not wait any more');
  held.resume();
  await once(held, 'close');
  t.pass('it was cut off');
});

t.test('what nobody looked into is handed on once, of whoever was accepted last', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  t.equal((await server.publish(await makeBundle('one'))).status, 201);
  const good = await makeBundle('two', { sequence: 2 });
  const corrupt = corrupted(good);

  const first = await wait(t, server);
  t.equal((await server.publish(corrupt)).status, 422);
  await first.closed;
  t.equal(server.server.waiting(), 0);
  const second = await wait(t, server);
  t.equal((await server.publish(corrupt)).status, 422);
  t.equal(second.got(), 0, 'the next is looked into first');
  t.equal(server.server.waiting(), 1);
  t.equal((await server.publish(good)).status, 201, 'which is handed on when it holds');
  await until(() => second.got() > good.length);
  second.socket.destroy();

  t.equal((await server.publish(await makeBundle('one', { sequence: 3 }))).status, 201);
  const third = await wait(t, server);
  const other = await server.issuer.sign({ ...CLAIMS, sub: 'repo:acme/policies:other' });
  t.equal((await server.publish(corrupt, { token: other })).status, 422);
  t.equal(third.got(), 0, 'another caller has to earn it first');
  const bomb = gzipSync(Buffer.alloc(33 * 1024 ** 2));
  t.equal((await server.publish(bomb)).status, 422);
  t.equal(third.got(), 0, 'it would fill the memory of gateways');
});
