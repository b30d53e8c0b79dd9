/** What is handed on before it is accepted, to whom, and how it ends. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import t, { type Test } from 'tap';
import { until } from '../helpers/until.ts';
import { makeBundle, startTestServer, type TestServer } from './support.ts';

async function startWithBundle(t: Test): Promise<{ server: TestServer; etag: string }> {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const first = await fetch(`${server.url}/bundles/staging`, { method: 'HEAD' });
  return { server, etag: first.headers.get('etag')! };
}

async function ask(server: TestServer, etag: string, prefer: string): Promise<IncomingMessage> {
  const headers = { prefer, 'if-none-match': etag };
  const [answer] = (await once(
    request(`${server.url}/bundles/staging`, { headers }).end(),
    'response',
  )) as [IncomingMessage];
  return answer;
}

async function read(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

t.test('who takes it early has one byte behind it, and who does not has not', async (t) => {
  const { server, etag } = await startWithBundle(t);
  const early = ask(server, etag, 'modes=snapshot;wait=30;regent-early');
  const plain = ask(server, etag, 'modes=snapshot,delta;wait=30');
  await until(() => server.server.waiting() === 2);
  const next = await makeBundle('two', { sequence: 2 });
  t.equal((await server.publish(next)).status, 201);

  const handed = await early;
  t.equal(handed.statusCode, 200);
  t.equal(handed.headers['preference-applied'], 'regent-early');
  t.equal(handed.headers['content-length'], String(next.length + 1));
  t.equal(handed.headers['content-type'], 'application/vnd.openpolicyagent.bundles');
  t.ok((await read(handed)).equals(Buffer.concat([next, Buffer.from('.')])));
  const given = await plain;
  t.notOk(given.headers['preference-applied']);
  t.equal(given.headers['content-length'], String(next.length));
  t.ok((await read(given)).equals(next));
  t.equal(given.headers.etag, handed.headers.etag);

  const now = await ask(server, etag, 'wait=30;regent-early');
  t.notOk(now.headers['preference-applied'], 'what is the channel’s already is not early');
  t.ok((await read(now)).equals(next));
});

t.test('what is refused last is cut off, and is not what the channel has', async (t) => {
  const { server, etag } = await startWithBundle(t);
  const early = ask(server, etag, 'wait=30;regent-early');
  const plain = ask(server, etag, 'wait=30');
  await until(() => server.server.waiting() === 2);
  const decision = { action: 'allow' as const, reasons: ['x'] };
  const smoke = [{ name: 'never', input: '{}', decision }];
  const failing = await makeBundle('two', { sequence: 2, smoke });
  const refused = await server.publish(failing);
  t.match(await refused.json(), { code: 'bundle-refused', bundle: 'smoke-failed' });

  const handed = await early;
  t.equal(handed.headers['preference-applied'], 'regent-early');
  await t.rejects(read(handed), 'it breaks off');
  t.equal(server.server.waiting(), 1, 'who does not take it early was not disturbed');
  t.equal(await server.revision(), 'rev-1');
  const good = await makeBundle('two', { sequence: 2 });
  t.equal((await server.publish(good)).status, 201);
  t.ok((await read(await plain)).equals(good));
});
