import type { RequestListener } from 'node:http';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { sendRaw } from '../helpers/raw-http.ts';

/** A masked field must not come through by any of the ways that an upstream's answer can take. */
const SECRET = 'ada@example.org';
const BODY = JSON.stringify({ id: 1, email: SECRET });
const policy = alwaysDecide({
  action: 'mask',
  reasons: ['test'],
  masks: [{ path: '$.email', with: 'redact' }],
});

const encoders: Record<string, (body: string) => Promise<Buffer>> = {
  gzip: promisify<string, Buffer>(zlib.gzip),
  deflate: promisify<string, Buffer>(zlib.deflate),
  br: promisify<string, Buffer>(zlib.brotliCompress),
  zstd: promisify<string, Buffer>(zlib.zstdCompress),
};

let respond: RequestListener = (_req, res) => res.end();
const gateway = await startTestGateway({ policy, upstream: (req, res) => respond(req, res) });
t.teardown(() => gateway.stop());

const json = { 'content-type': 'application/json' };

t.test('behind each content coding', async (t) => {
  for (const [coding, encode] of Object.entries(encoders)) {
    const encoded = await encode(BODY);
    respond = (_req, res) => {
      res.writeHead(200, {
        ...json,
        'content-encoding': coding,
        etag: '"x"',
        'content-length': encoded.length,
      });
      res.end(encoded);
    };
    const answer = await gateway.fetch('/svc/x');
    t.equal(await answer.text(), '{"id":1,"email":"[redacted]"}', coding);
    t.equal(answer.headers.get('content-encoding'), null);
    t.equal(answer.headers.get('etag'), null, 'an ETag of the original is an oracle');
  }
});

t.test('by a range', async (t) => {
  respond = (req, res) => {
    t.notOk(req.headers.range, 'the upstream is not asked for a part');
    res.writeHead(200, json).end(BODY);
  };
  const whole = await gateway.fetch('/svc/x', { headers: { range: 'bytes=10-30' } });
  t.equal(whole.status, 200);
  t.notMatch(await whole.text(), SECRET);
  respond = (_req, res) => {
    res.writeHead(206, { ...json, 'content-range': 'bytes 0-9/30' }).end(BODY);
  };
  t.match(await (await gateway.fetch('/svc/x')).json(), { code: 'unmaskable-response' });
});

t.test('by a wrong content type, a cut body, a trailer or an early hint', async (t) => {
  const cases: RequestListener[] = [
    (_req, res) => res.writeHead(200, { 'content-type': 'text/plain' }).end(BODY),
    (_req, res) => res.writeHead(200).end(BODY),
    (_req, res) => res.writeHead(200, json).end(BODY.slice(0, -1)),
    (_req, res) => res.writeHead(200, json).end(`${BODY}${BODY}`),
    (_req, res) => res.writeHead(200, { ...json, 'content-encoding': 'compress' }).end(BODY),
    (_req, res) => {
      res.writeHead(200, { ...json, 'content-length': 1000 });
      res.write(BODY);
      setTimeout(() => res.destroy(), 50);
    },
  ];
  for (const answer of cases) {
    respond = answer;
    const refused = await gateway.fetch('/svc/x');
    t.equal(refused.status, 502);
    t.notMatch(await refused.text(), SECRET);
  }
  respond = (_req, res) => {
    res.writeEarlyHints({ link: '</style.css>; rel=preload', 'x-email': SECRET });
    res.writeHead(200, { ...json, trailer: 'x-email' });
    res.write(BODY);
    res.addTrailers({ 'x-email': SECRET });
    res.end();
  };
  const raw = await sendRaw(
    gateway.port,
    `GET /svc/x HTTP/1.1\r\nHost: gw\r\nTE: trailers\r\nAuthorization: Bearer ${gateway.token}\r\nConnection: close\r\n\r\n`,
  );
  t.match(raw, /^HTTP\/1\.1 200/);
  t.notMatch(raw, SECRET);
});

t.test('by a body over the limit of what is held', async (t) => {
  const pad = 'x'.repeat(2 << 20);
  respond = (_req, res) => res.writeHead(200, json).end(JSON.stringify({ email: SECRET, pad }));
  const answer = await gateway.fetch('/svc/x');
  t.equal(answer.status, 200);
  t.equal(await answer.text(), JSON.stringify({ email: '[redacted]', pad }), 'it streams');
});

t.test('by a body that is found to be unmaskable when its start has left', async (t) => {
  const start = `{"pad":"${'x'.repeat(2 << 20)}","email":"${SECRET}"`;
  for (const rest of ['', ',}', '} {', ',"a":"\u0001"}']) {
    respond = (_req, res) => res.writeHead(200, json).end(start + rest);
    const answer = await gateway.fetch('/svc/x');
    const text = await answer.text().catch(() => 'cut');
    t.equal(text, 'cut', `the connection is cut: ${rest}`);
  }
  const last = (await gateway.entries()).findLast(({ type }) => type === 'outcome');
  t.match(last?.data, { status: 0, error: 'unmaskable-response', masks: [{ count: 1 }] });
});

t.test('by a not-modified answer to an ETag that the agent had before', async (t) => {
  respond = (req, res) => {
    t.notOk(req.headers['if-none-match']);
    res.writeHead(200, json).end(BODY);
  };
  const answer = await gateway.fetch('/svc/x', { headers: { 'if-none-match': '"x"' } });
  t.equal(answer.status, 200);
});
