import { gzipSync } from 'node:zlib';
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

/** What left of an answer that streams, when the upstream breaks off after these bytes. */
async function cutAfter(start: string): Promise<{ raw: string; outcome: Record<string, unknown> }> {
  const before = await gateway.outcomes();
  gateway.respond((_req, res) => {
    res.writeHead(200, { ...JSON_TYPE, 'content-length': 10_000_000 });
    res.write(start, () => res.destroy());
  });
  const raw = await sendRaw(gateway.port, requestText(gateway, '/svc/x'));
  return { raw, outcome: await gateway.outcome(before) };
}

void t.test('of a value that breaks off nothing leaves, and it is on record', async (t) => {
  const pad = 'x'.repeat(200_000);
  const { raw, outcome } = await cutAfter(`{"pad":"${pad}","email":"${SECRET.slice(0, 6)}`);
  t.match(raw, /^HTTP\/1\.1 200 /);
  t.notMatch(raw, SECRET.slice(0, 6));
  t.notMatch(raw, /\r\n0\r\n\r\n$/, 'it does not look whole');
  t.match(outcome, { status: 0, error: 'upstream-failed', masks: [{ path: '$.email', count: 1 }] });
});

void t.test('before the head has left it is an error', async (t) => {
  const { raw, outcome } = await cutAfter(`{"email":"${SECRET.slice(0, 6)}`);
  t.match(raw, /^HTTP\/1\.1 502 /);
  t.notMatch(raw, SECRET.slice(0, 6));
  t.match(outcome, { error: 'upstream-failed' });
});

void t.test('a compressed body that is cut does not look whole', async (t) => {
  const pad = Array.from({ length: 40_000 }, (_, index) => index * index);
  for (const [body, wanted] of [
    [JSON.stringify({ email: SECRET }), /^HTTP\/1\.1 502 /],
    [JSON.stringify({ email: SECRET, pad }), /^HTTP\/1\.1 200 /],
  ] as const) {
    const coded = gzipSync(body);
    gateway.respondWith(coded.subarray(0, -9), {
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    });
    const before = await gateway.outcomes();
    const raw = await sendRaw(gateway.port, requestText(gateway, '/svc/x'));
    t.match(raw, wanted);
    t.notMatch(raw, SECRET);
    t.notMatch(raw, /\r\n0\r\n\r\n$/);
    t.match(await gateway.outcome(before), { error: 'unmaskable-response' });
  }
});

void t.test('after a cut the next request is answered as ever', async (t) => {
  await cutAfter(`{"pad":"${'x'.repeat(200_000)}`);
  gateway.respondWith(BODY);
  const text = requestText(gateway, '/svc/x');
  // Two on one connection, which stays open after the first.
  const raw = await sendRaw(gateway.port, text + text);
  t.equal(raw.split(MASKED).length - 1, 2);
});
