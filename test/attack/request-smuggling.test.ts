import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { readProblem, sendRaw } from '../helpers/raw-http.ts';
import { until } from '../helpers/until.ts';

/** Everything that step 1 must refuse, sent as bytes over a raw socket. */
const gateway = await startTestGateway({
  limits: { headerCount: 20, headerBytes: 4096, targetBytes: 1000 },
});
t.teardown(() => gateway.stop());

const auth = `Authorization: Bearer ${gateway.token}`;
const get = (target: string, ...headers: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: gw', auth, ...headers, 'Connection: close', '', ''].join(
    '\r\n',
  );
const post = (body: string, ...headers: string[]): string =>
  [
    'POST /svc/x HTTP/1.1',
    'Host: gw',
    auth,
    'Content-Type: application/json',
    ...headers,
    '',
    body,
  ].join('\r\n');
const json = (body: string): string =>
  post(body, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close');

const refused: [name: string, request: string, status: number, code: string][] = [
  [
    'length and chunks',
    post('0\r\n\r\n', 'Content-Length: 5', 'Transfer-Encoding: chunked'),
    400,
    'conflicting-length',
  ],
  [
    'chunks and length',
    post('0\r\n\r\n', 'Transfer-Encoding: chunked', 'Content-Length: 5'),
    400,
    'conflicting-length',
  ],
  ['two lengths', post('{}', 'Content-Length: 2', 'Content-Length: 2'), 400, 'conflicting-length'],
  [
    'two lengths that differ',
    post('{}', 'Content-Length: 2', 'Content-Length: 3'),
    400,
    'conflicting-length',
  ],
  [
    'chunked twice',
    post('0\r\n\r\n', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
    400,
    'conflicting-length',
  ],
  ['another coding', post('', 'Transfer-Encoding: gzip, chunked'), 400, 'conflicting-length'],
  ['obscured coding', post('', 'Transfer-Encoding: xchunked'), 400, 'conflicting-length'],
  [
    'chunks with HTTP/1.0',
    post('0\r\n\r\n', 'Transfer-Encoding: chunked').replace('HTTP/1.1', 'HTTP/1.0'),
    400,
    'conflicting-length',
  ],
  ['two hosts', get('/svc/x', 'Host: other'), 400, 'repeated-header'],
  ['no host', `GET /svc/x HTTP/1.1\r\n${auth}\r\nConnection: close\r\n\r\n`, 400, 'invalid-host'],
  [
    'host with path',
    `GET /svc/x HTTP/1.1\r\nHost: gw/x\r\n${auth}\r\nConnection: close\r\n\r\n`,
    400,
    'invalid-host',
  ],
  ['absolute target of another host', get('http://evil/svc/x'), 400, 'host-mismatch'],
  ['absolute target with user', get('http://gw@evil/svc/x'), 400, 'invalid-target'],
  [
    'asterisk',
    `OPTIONS * HTTP/1.1\r\nHost: gw\r\n${auth}\r\nConnection: close\r\n\r\n`,
    400,
    'invalid-target',
  ],
  ['fragment', get('/svc/x#y'), 400, 'invalid-target'],
  ['encoded slash', get('/svc/a%2Fb'), 400, 'ambiguous-path'],
  ['encoded dots', get('/svc/%2e%2e/admin'), 400, 'ambiguous-path'],
  ['half-encoded dots', get('/svc/.%2E/admin'), 400, 'ambiguous-path'],
  ['dots', get('/svc/../admin'), 400, 'ambiguous-path'],
  ['one dot', get('/svc/./x'), 400, 'ambiguous-path'],
  ['backslash', get('/svc/..\\admin'), 400, 'ambiguous-path'],
  ['encoded backslash', get('/svc/a%5Cb'), 400, 'ambiguous-path'],
  ['semicolon', get('/svc/x;a=b'), 400, 'ambiguous-path'],
  ['dots before a semicolon', get('/svc/..;/admin'), 400, 'ambiguous-path'],
  ['encoded NUL', get('/svc/x%00.json'), 400, 'ambiguous-path'],
  ['encoded CR LF', get('/svc/x%0d%0aHost:%20evil'), 400, 'ambiguous-path'],
  ['double encoding', get('/svc/%252e%252e/admin'), 400, 'ambiguous-path'],
  ['double slash', get('/svc//admin'), 400, 'ambiguous-path'],
  ['broken encoding', get('/svc/%zz'), 400, 'invalid-encoding'],
  ['overlong UTF-8', get('/svc/%c0%ae%c0%ae/admin'), 400, 'invalid-encoding'],
  ['semicolon in the query', get('/svc/x?a=1;b=2'), 400, 'ambiguous-query'],
  ['NUL in the query', get('/svc/x?a=%00'), 400, 'ambiguous-query'],
  ['broken query', get('/svc/x?a=%f'), 400, 'invalid-encoding'],
  ['duplicate keys', json('{"role":"user","role":"admin"}'), 400, 'duplicate-key'],
  [
    'duplicate keys, one escaped',
    json('{"role":"user","\\u0072ole":"admin"}'),
    400,
    'duplicate-key',
  ],
  ['lone surrogate', json('{"a":"\\ud800"}'), 400, 'lone-surrogate'],
  ['deep nesting', json('['.repeat(40) + ']'.repeat(40)), 400, 'nesting-too-deep'],
  ['broken JSON', json('{"a":1,}'), 400, 'invalid-json'],
  ['JSON and more', json('{} {}'), 400, 'invalid-json'],
  ['byte order mark', json('\ufeff{}'), 400, 'invalid-json'],
  [
    'many headers',
    get('/svc/x', ...Array.from({ length: 20 }, (_, i) => `X-${i}: 1`)),
    431,
    'too-many-headers',
  ],
  ['large headers', get('/svc/x', `X-Large: ${'x'.repeat(4096)}`), 431, 'headers-too-large'],
  ['huge headers', get('/svc/x', `X-Large: ${'x'.repeat(40_960)}`), 431, 'headers-too-large'],
  ['long target', get(`/svc/${'x'.repeat(1000)}`), 414, 'target-too-long'],
  ['announced large body', post('', 'Content-Length: 99999999'), 413, 'body-too-large'],
  ['websocket', get('/svc/x', 'Upgrade: websocket'), 501, 'upgrade-unsupported'],
  [
    'HTTP/2 upgrade',
    get('/svc/x', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQ'),
    501,
    'upgrade-unsupported',
  ],
  [
    'TRACE',
    `TRACE /svc/x HTTP/1.1\r\nHost: gw\r\n${auth}\r\nConnection: close\r\n\r\n`,
    501,
    'method-unsupported',
  ],
  [
    'CONNECT',
    `CONNECT evil:443 HTTP/1.1\r\nHost: evil:443\r\n${auth}\r\n\r\n`,
    501,
    'method-unsupported',
  ],
  [
    'made-up method',
    `YANK /svc/x HTTP/1.1\r\nHost: gw\r\n${auth}\r\n\r\n`,
    501,
    'method-unsupported',
  ],
  ['space before colon', get('/svc/x', 'X-A : 1'), 400, 'malformed-request'],
  ['bare LF in a header', get('/svc/x', 'X-A: 1\nX-B: 2'), 400, 'malformed-request'],
  ['folded header', get('/svc/x', 'X-A: 1\r\n 2'), 400, 'malformed-request'],
  ['not HTTP', 'hello\r\n\r\n', 501, 'method-unsupported'],
];

for (const [name, request, status, code] of refused) {
  t.test(`refused: ${name}`, async (t) => {
    t.match(readProblem(await sendRaw(gateway.port, request)), { status, code });
  });
}

t.test('nothing of it reached the upstream, and the rest is recorded or counted', async (t) => {
  t.equal(gateway.received.length, 0);
  await until(async () => {
    const entries = await gateway.entries();
    const single = entries.filter(({ type }) => type === 'refusal').length;
    const counted = entries
      .filter(({ type }) => type === 'refusals')
      .flatMap(({ data }) => Object.values((data as { counts: Record<string, number> }).counts))
      .reduce((sum, count) => sum + count, 0);
    return single + counted >= refused.length;
  });
});
