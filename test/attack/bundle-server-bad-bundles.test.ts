/** Bundles that must not become a channel's, from a caller who may publish. The old one stays. */
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { KEY, makeBundle, makeKey, OTHER_KEY, startTestServer } from '../bundle-server/support.ts';

t.test('every one is refused with its reason', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  const good = await makeBundle('one', { sequence: 5 });
  t.equal((await server.publish(good)).status, 201);
  const corrupt = Buffer.from(await makeBundle('one', { sequence: 6 }));
  corrupt.fill(0x58, corrupt.length >> 1, (corrupt.length >> 1) + 16);
  const cases: [string, Buffer, number, string][] = [
    ['unsigned', await makeBundle('one', { sequence: 6, key: undefined }), 422, 'unsigned'],
    ['unknown key', await makeBundle('one', { sequence: 6, key: OTHER_KEY }), 422, 'unknown-key'],
    [
      'another key by the same id',
      await makeBundle('one', { sequence: 6, key: makeKey(KEY.id) }),
      422,
      'bad-signature',
    ],
    [
      'wrong scope',
      await makeBundle('one', { sequence: 6, scope: 'production' }),
      422,
      'wrong-scope',
    ],
    ['lower sequence', await makeBundle('one', { sequence: 4 }), 409, 'sequence-too-low'],
    ['same sequence', await makeBundle('two', { sequence: 5 }), 409, 'sequence-too-low'],
    ['expired', await makeBundle('one', { sequence: 6, expires: -1000 }), 422, 'expired'],
    ['corrupt', corrupt, 422, 'malformed'],
    ['cut off', good.subarray(0, -100), 422, 'malformed'],
    ['not a bundle', gzipSync('hello'), 422, 'malformed'],
    ['empty', Buffer.alloc(0), 422, 'malformed'],
  ];
  for (const [name, bytes, status, bundle] of cases) {
    const answer = await server.publish(bytes);
    t.equal(answer.status, status, name);
    t.match(await answer.json(), { bundle }, name);
  }
  t.equal((await server.client.history('staging')).length, 1);
  const served = await fetch(`${server.url}/bundles/staging`);
  t.ok(good.equals(Buffer.from(await served.arrayBuffer())), 'the old one stays');
});
