import t from 'tap';
import { until } from '../helpers/until.ts';
import { makeBundle, startTestServer } from './support.ts';

const OPA_PREFER = 'modes=snapshot,delta;wait=30';
const LONG_POLL_TYPE = 'application/vnd.openpolicyagent.bundles';

t.test('plain polling', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  const url = `${server.url}/bundles/staging.tar.gz`;
  t.equal((await fetch(url)).status, 404, 'before the first bundle');
  const bytes = await makeBundle('one');
  await server.publish(bytes);

  const first = await fetch(url);
  const etag = first.headers.get('etag')!;
  t.equal(first.status, 200);
  t.match(etag, /^"sha256-[0-9a-f]{64}"$/);
  t.equal(first.headers.get('content-type'), 'application/gzip');
  t.equal(first.headers.get('content-length'), String(bytes.length));
  t.equal((await first.arrayBuffer()).byteLength, bytes.length);
  t.equal(
    (await fetch(`${server.url}/bundles/staging`)).status,
    200,
    'with and without the suffix',
  );

  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const same = await fetch(url, { headers: { 'if-none-match': tag } });
    t.equal(same.status, 304, tag);
    t.equal(same.headers.get('etag'), etag);
  }
  t.equal((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status, 200);

  const head = await fetch(url, { method: 'HEAD', headers: { prefer: OPA_PREFER } });
  t.equal(head.status, 200);
  t.equal(head.headers.get('content-length'), String(bytes.length));
  t.equal(head.headers.get('etag'), etag);
  t.equal((await fetch(url, { method: 'DELETE' })).status, 405);
});

t.test('long polling', async (t) => {
  const server = await startTestServer({ maxWait: 1000 });
  t.teardown(() => server.stop());
  const url = `${server.url}/bundles/staging`;
  await server.publish(await makeBundle('one'));
  const first = await fetch(url, { headers: { prefer: OPA_PREFER } });
  t.equal(first.status, 200, 'a client without the bundle does not wait');
  t.equal(first.headers.get('content-type'), LONG_POLL_TYPE);
  await first.arrayBuffer();
  const headers = { prefer: OPA_PREFER, 'if-none-match': first.headers.get('etag')! };

  const start = performance.now();
  const unchanged = await fetch(url, { headers });
  t.equal(unchanged.status, 304);
  t.equal(unchanged.headers.get('content-type'), LONG_POLL_TYPE);
  t.ok(performance.now() - start > 980, 'it waited as long as the server grants');

  const next = await makeBundle('two', { sequence: 2 });
  const waiting = fetch(url, { headers });
  await until(() => server.server.waiting() !== 0);
  await server.publish(next);
  const woken = await waiting;
  t.equal(woken.status, 200);
  t.ok(next.equals(Buffer.from(await woken.arrayBuffer())));
  t.equal(server.server.waiting(), 0);
});

t.test('a client that leaves is forgotten, and a server that stops lets all go', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  const url = `${server.url}/bundles/staging`;
  await server.publish(await makeBundle('one'));
  const etag = (await fetch(url)).headers.get('etag')!;
  const headers = { prefer: 'wait=30', 'if-none-match': etag };
  const leaving = new AbortController();
  const left = fetch(url, { headers, signal: leaving.signal });
  await until(() => server.server.waiting() !== 0);
  leaving.abort();
  await t.rejects(left);
  await until(() => server.server.waiting() !== 1);

  const staying = fetch(url, { headers });
  await until(() => server.server.waiting() !== 0);
  await server.server.stop();
  t.equal((await staying).status, 304);
});

t.test('reading may take a grant', async (t) => {
  const server = await startTestServer({ read: 'granted' });
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const url = `${server.url}/bundles/staging`;
  const anonymous = await fetch(url);
  t.equal(anonymous.status, 401);
  t.ok(anonymous.headers.get('www-authenticate'));
  const stranger = await server.issuer.sign({ repository: 'other/one', ref: 'refs/heads/main' });
  t.equal((await fetch(url, { headers: { authorization: `Bearer ${stranger}` } })).status, 403);
  t.equal((await fetch(url, { headers: { authorization: `Bearer ${server.token}` } })).status, 200);
});
