import type { RequestListener } from 'node:http';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { readerOf } from '../helpers/open-ledger.ts';
import { sendRaw } from '../helpers/raw-http.ts';
import { until } from '../helpers/until.ts';
import type { OutcomeData } from '../../gateway/types.ts';

let respond: RequestListener = (_req, res) => res.end();
const gateway = await startTestGateway({
  upstream: (req, res) => respond(req, res),
});
t.teardown(() => gateway.stop());

const outcomes = async (of = gateway): Promise<OutcomeData[]> =>
  (await of.entries())
    .filter(({ type }) => type === 'outcome')
    .map(({ data }) => data as OutcomeData);
const lastOutcome = async (): Promise<OutcomeData> => (await outcomes()).at(-1)!;

t.test('the upstream gets the canonical form, with the credentials of the gateway', async (t) => {
  respond = (_req, res) => res.end('ok');
  const answer = await gateway.fetch('/svc/%61/b%20c?q=%c3%bc&x', { headers: { accept: 'a/b' } });
  t.equal(answer.status, 200);
  const got = gateway.received.at(-1)!;
  t.equal(got.url, '/a/b%20c?q=%C3%BC&x');
  t.match(got.headers, { accept: 'a/b', 'x-api-key': 'upstream-key' });
  t.notOk(got.headers.authorization);
});

t.test('a JSON body arrives byte for byte', async (t) => {
  const body = '{ "n": 12345678901234567890,\t"x": 1.0, "s": "\\u00e9" }';
  const answer = await gateway.fetch('/svc/x', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  t.equal(answer.status, 200);
  t.equal(gateway.received.at(-1)!.body, body);
});

t.test('a body that is not JSON is refused on a connection that reads bodies', async (t) => {
  for (const type of ['text/plain', 'application/json; charset=latin1', 'application/jsonx']) {
    const answer = await gateway.fetch('/svc/x', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': type },
    });
    t.equal(answer.status, 415, type);
  }
});

t.test('an allowed answer is not touched, and is on record', async (t) => {
  const body = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  respond = (_req, res) => {
    res.writeHead(203, {
      'Content-Type': 'x/y',
      ETag: '"e"',
      'X-Odd-Case': '1',
      'X-Regent-Decision-Id': 'fake',
    });
    res.write(body.subarray(0, 100));
    res.end(body.subarray(100));
  };
  const answer = await gateway.fetch('/svc/x');
  t.equal(answer.status, 203);
  t.equal(answer.headers.get('etag'), '"e"');
  t.match(
    answer.headers.get('x-regent-decision-id'),
    /^[0-9a-f-]{36}$/,
    'an upstream cannot speak for the gateway',
  );
  const delivered = Buffer.from(await answer.arrayBuffer());
  t.ok(delivered.equals(body));
  t.match(await lastOutcome(), { status: 203, upstream_status: 203, bytes: body.length });
  const reader = await readerOf(gateway.stateDir);
  const outcome = (await gateway.entries()).findLast(({ type }) => type === 'outcome')!;
  t.ok((await readWhole((await reader.body(outcome, 'response'))!)).equals(body));
});

t.test('answers without a body end', async (t) => {
  for (const status of [204, 304]) {
    respond = (_req, res) => res.writeHead(status, { etag: '"e"' }).end();
    t.equal((await gateway.fetch('/svc/x')).status, status);
  }
  respond = (_req, res) => res.writeHead(200, { 'content-length': 1000 }).end();
  const head = await gateway.fetch('/svc/x', { method: 'HEAD' });
  t.equal(head.headers.get('content-length'), '1000');
});

t.test('an event arrives before the next one is there', async (t) => {
  let send: (event: string) => void = () => undefined;
  respond = (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.flushHeaders();
    send = (event) => (event === '' ? res.end() : res.write(`data: ${event}\n\n`));
    send('one');
  };
  const answer = await gateway.fetch('/svc/x');
  const reader = answer.body!.getReader();
  const first = await reader.read();
  t.equal(Buffer.from(first.value).toString(), 'data: one\n\n');
  send('');
  t.ok((await reader.read()).done);
});

t.test('a trailer comes through when nothing is masked', async (t) => {
  respond = (_req, res) => {
    res.writeHead(200, { trailer: 'x-checksum' });
    res.write('a');
    res.addTrailers({ 'x-checksum': '42' });
    res.end();
  };
  const raw = await sendRaw(
    gateway.port,
    `GET /svc/x HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer ${gateway.token}\r\nConnection: close\r\n\r\n`,
  );
  t.match(raw, /x-checksum: 42/);
});

t.test('an upstream that is silent', async (t) => {
  const impatient = await startTestGateway({
    upstream: () => undefined,
    connection: { timeouts: { connect: 10_000, response: 500 } },
  });
  t.teardown(() => impatient.stop());
  const silent = await impatient.fetch('/svc/x');
  t.equal(silent.status, 504);
  t.match(await silent.json(), { code: 'upstream-timeout' });
  t.match(await outcomes(impatient), [{ status: 504, error: 'upstream-timeout' }]);
});

t.test('an upstream that is gone or breaks off', async (t) => {
  respond = (req) => req.socket.destroy();
  t.match(await (await gateway.fetch('/svc/x')).json(), { code: 'upstream-failed' });

  respond = (_req, res) => {
    res.writeHead(200, { 'content-length': 100 });
    res.write('half');
    setTimeout(() => res.destroy(), 50);
  };
  const broken = await gateway
    .fetch('/svc/x')
    .then((answer) => answer.text())
    .catch(String);
  t.match(broken, /terminated|upstream-failed/);
  t.match(await lastOutcome(), { error: 'upstream-failed' });
});

t.test('a redirect is the agent’s to follow', async (t) => {
  respond = (_req, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/evil' }).end();
  t.equal((await gateway.fetch('/svc/x', { redirect: 'manual' })).status, 302);
});

t.test('an agent that leaves ends the call of the upstream, on record', async (t) => {
  let closed: (() => void) | undefined;
  const upstreamClosed = new Promise<void>((resolve) => (closed = resolve));
  respond = (_req, res) => {
    res.on('close', () => closed?.());
    res.write('x');
  };
  const before = (await outcomes()).length;
  const abort = new AbortController();
  const answer = await gateway.fetch('/svc/x', { signal: abort.signal });
  abort.abort();
  await answer.text().catch(() => undefined);
  await upstreamClosed;
  await until(async () => (await outcomes()).length > before);
  t.match(await lastOutcome(), { status: 0, error: 'client-gone' });
});

t.test(
  'through proxy variables: an absolute target reaches the connection of its host',
  async (t) => {
    const proxied = await startTestGateway({ connection: { match: { host: 'crm.internal' } } });
    t.teardown(() => proxied.stop());
    const answer = await sendRaw(
      proxied.port,
      `GET http://crm.internal/a?b HTTP/1.1\r\nHost: crm.internal\r\nProxy-Authorization: Bearer ${proxied.token}\r\nConnection: close\r\n\r\n`,
    );
    t.match(answer, /^HTTP\/1\.1 200/);
    t.equal(proxied.received[0]!.url, '/a?b');
    const without = await sendRaw(
      proxied.port,
      'GET http://crm.internal/a HTTP/1.1\r\nHost: crm.internal\r\nConnection: close\r\n\r\n',
    );
    t.match(without, /^HTTP\/1\.1 407[^]*Proxy-Authenticate: Bearer/);
  },
);

t.test('a body streams where the connection says so', async (t) => {
  const streaming = await startTestGateway({ connection: { requestBody: 'stream' } });
  t.teardown(() => streaming.stop());
  const body = 'x'.repeat(300_000);
  const answer = await streaming.fetch('/svc/x', { method: 'PUT', body });
  t.equal(answer.status, 200);
  t.equal(streaming.received[0]!.body, body);
  const chunked = await sendRaw(
    streaming.port,
    `DELETE /svc/y HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer ${streaming.token}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
  );
  t.match(chunked, /^HTTP\/1\.1 200/);
  t.equal(streaming.received[1]!.body, 'abc');
});

t.test('pipelined requests are each decided, and answered in their order', async (t) => {
  respond = (req, res) => {
    setTimeout(() => res.end(req.url), req.url === '/first' ? 100 : 0);
  };
  const one = (path: string, ...more: string[]): string =>
    [
      `GET ${path} HTTP/1.1`,
      'Host: gw',
      `Authorization: Bearer ${gateway.token}`,
      ...more,
      '',
      '',
    ].join('\r\n');
  const raw = await sendRaw(
    gateway.port,
    one('/svc/first') +
      one('/svc/%2e%2e') +
      one('/svc/third', 'Expect: magic', 'Connection: close'),
  );
  const statuses = [...raw.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  t.strictSame(statuses, ['200', '400', '200']);
  t.ok(raw.indexOf('/first') < raw.indexOf('ambiguous-path'));
  t.ok(raw.indexOf('ambiguous-path') < raw.indexOf('/third'));
});

t.test('a connection may let an escaped slash or a semicolon through, as it came', async (t) => {
  const lenient = await startTestGateway({
    connection: { allowEncodedSlash: true, allowSemicolon: true },
  });
  t.teardown(() => lenient.stop());
  t.equal((await lenient.fetch('/svc/a%2fb/c;v=1?d=1;e')).status, 200);
  t.equal(lenient.received[0]!.url, '/a%2fb/c;v=1?d=1;e');
});

async function readWhole(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
