import t from 'tap';
import {
  BODY,
  JSON_TYPE,
  MASKED,
  requestText,
  SECRET,
  startMaskGateway,
} from '../helpers/mask-gateway.ts';
import { sendRaw } from '../helpers/raw-http.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

async function readRaw(method = 'GET'): Promise<string> {
  const text = requestText(gateway, '/svc/x', ['TE: trailers', 'Connection: close']);
  return sendRaw(gateway.port, text.replace('GET', method));
}

void t.test('a trailer with the value does not come through', async (t) => {
  gateway.respond((_req, res) => {
    res.writeHead(200, { ...JSON_TYPE, trailer: 'x-email' });
    res.write(BODY);
    res.addTrailers({ 'x-email': SECRET });
    res.end();
  });
  const raw = await readRaw();
  t.match(raw, MASKED);
  t.notMatch(raw, SECRET);
  t.notMatch(raw, /x-email/i);
});

void t.test('nor a trailer of a body that streams', async (t) => {
  gateway.respond((_req, res) => {
    res.writeHead(200, { ...JSON_TYPE, trailer: 'x-email' });
    res.write(JSON.stringify({ email: SECRET, pad: 'x'.repeat(200_000) }));
    res.addTrailers({ 'x-email': SECRET });
    res.end();
  });
  const raw = await readRaw();
  t.match(raw, /^HTTP\/1\.1 200 /);
  t.match(raw, /\r\n0\r\n\r\n$/, 'it ends whole');
  t.notMatch(raw, SECRET);
});

void t.test('nor early hints and other answers that go before', async (t) => {
  gateway.respond((_req, res) => {
    res.writeEarlyHints({ link: `</${SECRET}>; rel=preload`, 'x-email': SECRET });
    res.writeProcessing();
    res.writeHead(200, JSON_TYPE).end(BODY);
  });
  const raw = await readRaw();
  t.match(raw, /^HTTP\/1\.1 200 /, 'the first answer is the last');
  t.match(raw, MASKED);
  t.notMatch(raw, SECRET);
});

void t.test('nor a reason beside the status', async (t) => {
  gateway.respond((_req, res) => {
    res.writeHead(200, SECRET, JSON_TYPE).end(BODY);
  });
  const raw = await readRaw();
  t.match(raw, /^HTTP\/1\.1 200 OK\r\n/);
  t.notMatch(raw, SECRET);
});

void t.test('nor the length or the digest of the body, by HEAD or GET', async (t) => {
  const telling = { etag: '"x"', digest: 'sha-256=x', 'content-md5': 'x', 'repr-digest': 'x' };
  for (const method of ['HEAD', 'GET']) {
    gateway.respond((_req, res) => {
      res.writeHead(200, { ...JSON_TYPE, ...telling, 'content-length': BODY.length });
      res.end(BODY);
    });
    const raw = await readRaw(method);
    t.match(raw, /^HTTP\/1\.1 200 /);
    t.notMatch(raw, /etag|digest|content-md5/i);
    t.notMatch(raw, new RegExp(`content-length: ${BODY.length}\\b`, 'i'));
  }
});
