import t from 'tap';
import { redactResponse } from '../../gateway/redaction/redact-response.ts';
import { ENCODERS, mask, redact, refusalOf } from './helpers.ts';

const BODY = '{"email":"ada@example.org","n":1.0}';
const MASKED = '{"email":"[redacted]","n":1.0}';
const masks = [mask('$.email')];

void t.test('masks a JSON body, with true headers and the hits', async (t) => {
  const headers = [
    'content-type',
    'application/json',
    'ETag',
    '"x"',
    'content-length',
    '35',
    'X-A',
    'b',
  ];
  const redacted = await redact(BODY, masks, { headers });
  t.equal(redacted.body.toString(), MASKED);
  t.same(redacted.headers, [
    'content-type',
    'application/json',
    'X-A',
    'b',
    'Content-Length',
    '30',
  ]);
  t.same(redacted.hits, [{ path: '$.email', with: 'redact', count: 1 }]);
});

void t.test('masks behind each coding and for each status', async (t) => {
  for (const [coding, encode] of Object.entries(ENCODERS)) {
    const headers = ['Content-Type', 'application/json', 'Content-Encoding', coding];
    const encoded = await encode(Buffer.from(BODY));
    for (const status of [200, 201, 400, 404, 500]) {
      const redacted = await redact(encoded, masks, { headers, status });
      t.equal(redacted.body.toString(), MASKED, `${coding} ${status}`);
      t.same(redacted.headers, ['Content-Type', 'application/json', 'Content-Length', '30']);
    }
  }
});

void t.test('takes what is declared as JSON in UTF-8, and nothing else', async (t) => {
  for (const type of [
    'application/json',
    'Application/JSON ; Charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/problem+json',
    'application/vnd.api+json; version=1',
    'application/hal+json;profile="x";charset=utf-8',
    'model/gltf+json',
  ]) {
    const redacted = await redact(BODY, masks, { headers: ['Content-Type', type] });
    t.equal(redacted.body.toString(), MASKED, type);
  }
  for (const type of [
    'text/plain',
    'text/html',
    'text/json',
    'application/jsonp',
    'application/json-seq',
    'application/x-ndjson',
    'application/json, text/html',
    'multipart/mixed; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-16',
    "application/json; charset*=utf-8''utf-16",
    'application/json; charset=',
    'application/json; x="a;charset=utf-7"',
    '',
    'json',
  ]) {
    const { code } = await refusalOf(() =>
      redact(BODY, masks, { headers: ['Content-Type', type] }),
    );
    t.equal(code, 'unmaskable-response', type);
  }
  await refusalOf(() => redact(BODY, masks, { headers: [] }));
});

void t.test(
  'no body passes, and its headers tell nothing of the body that a GET would have',
  async (t) => {
    const headers = [
      'Content-Type',
      'text/html',
      'Content-Length',
      '35',
      'ETag',
      '"x"',
      'Content-Encoding',
      'gzip',
    ];
    for (const [method, status] of [
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
      ['HEAD', 404],
    ] as const) {
      const redacted = await redact('', masks, { headers, method, status });
      t.same(redacted.headers, ['Content-Type', 'text/html']);
      t.same(redacted.hits, [{ path: '$.email', with: 'redact', count: 0 }]);
      t.equal(redacted.body.length, 0);
    }
    const empty = await redact('', masks, { headers, method: 'GET' });
    t.same(empty.headers, ['Content-Type', 'text/html', 'Content-Length', '0']);
  },
);

void t.test('a body over the limit is refused before it is read to its end', async (t) => {
  let sent = 0;
  const body = (async function* send(): AsyncGenerator<Buffer> {
    for (; sent < 100; sent += 1) yield Buffer.alloc(1000, 0x20);
  })();
  const headers = ['Content-Type', 'application/json'];
  const options = { method: 'GET', limit: 5000, maxDepth: 9 };
  const { detail } = await refusalOf(() =>
    redactResponse({ status: 200, headers, body }, masks, options),
  );
  t.match(detail, '5000 bytes');
  t.equal(sent, 5);
});

void t.test('a body that breaks off is a failure of the upstream', async (t) => {
  const broken = new Error('ECONNRESET');
  const body = (async function* send(): AsyncGenerator<Buffer> {
    yield Buffer.from(BODY);
    throw broken;
  })();
  const headers = ['Content-Type', 'application/json'];
  const options = { method: 'GET', limit: 5000, maxDepth: 9 };
  const refusal = await refusalOf(() =>
    redactResponse({ status: 200, headers, body }, masks, options),
  );
  t.match(refusal, { code: 'upstream-failed', cause: broken });
});
