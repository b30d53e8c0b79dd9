/** What is handed on before it is accepted: only of those who may publish, of what holds, to those who wait for it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { makeBundle, OTHER_KEY, startTestServer, grantAll } from '../bundle-server/support.ts';
import { until } from '../helpers/until.ts';

t.test(
  'nothing that the signature, the times, the scope or the policy refuse is handed on',
  async (t) => {
    const server = await startTestServer((issuer) => ({
      grants: [{ ...grantAll(issuer), source_repositories: ['acme/policies'] }],
    }));
    t.teardown(() => server.stop());
    await server.publish(await makeBundle('one', { sequence: 2 }));
    const { headers } = await fetch(`${server.url}/bundles/staging`, { method: 'HEAD' });
    const held = connect(Number(new URL(server.url).port), '127.0.0.1');
    t.teardown(() => held.destroy());
    let got = 0;
    held.on('data', (chunk: Buffer) => (got += chunk.length));
    // However long it says that it waits.
    held.write(
      `GET /bundles/staging HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${headers.get('etag')}\r\n` +
        'Prefer: modes=snapshot;wait=999999999;regent-early\r\n\r\n',
    );
    await until(() => server.server.waiting() === 1);

    const good = await makeBundle('two', { sequence: 3 });
    const corrupt = Buffer.from(good).fill(0x58, good.length >> 1, (good.length >> 1) + 16);
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
      t.equal(got, 0, 'not a byte');
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
