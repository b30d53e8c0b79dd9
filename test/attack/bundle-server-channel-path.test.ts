/** Channel names and digests that lead out of the store. */
import t from 'tap';
import { readProblem, sendRaw } from '../helpers/raw-http.ts';
import { makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('no path leads anywhere but to a configured channel', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const port = Number(new URL(server.url).port);
  const auth = `Host: x\r\nAuthorization: Bearer ${server.token}\r\nConnection: close\r\n`;
  const reads = [
    '/bundles/../channels/staging.json',
    '/bundles/..%2fchannels%2fstaging.json',
    '/bundles/%2e%2e/blobs',
    '/bundles/staging/../../lock.db',
    '/bundles//staging',
    '/bundles/staging%00',
    '/bundles/staging\\..\\x',
    '/bundles/Staging',
    '/bundles/__proto__',
    '/bundles/.tar.gz',
    '/bundles/',
    '/v1/channels/../../lock.db/history',
    '/v1/channels/constructor/history',
    '/v1/channels/staging/bundles/../../../channels/staging.json',
    '/v1/channels/staging/bundles/sha256:..%2f..%2fchannels%2fstaging.json',
    `/v1/channels/staging/bundles/sha256:${'0'.repeat(64)}`,
    'http://127.0.0.1/bundles/../x',
  ];
  for (const path of reads) {
    const answer = await sendRaw(port, `GET ${path} HTTP/1.1\r\n${auth}\r\n`);
    t.equal(readProblem(answer).status, 404, path);
  }
  const bytes = await makeBundle('one', { sequence: 2, scope: '../evil' });
  for (const name of [
    '../evil',
    '..%2fevil',
    'evil',
    'staging%2f..%2fevil',
    'STAGING',
    'a'.repeat(200),
  ]) {
    const head = `POST /v1/channels/${name}?action=publish HTTP/1.1\r\n${auth}`;
    const text = `${head}Content-Length: ${bytes.length}\r\n\r\n`;
    const answer = await sendRaw(port, Buffer.concat([Buffer.from(text), bytes]));
    t.equal(readProblem(answer).status, 404, name);
  }
  t.same(
    (await server.client.list()).map(({ name }) => name),
    ['staging', 'production'],
  );
});
