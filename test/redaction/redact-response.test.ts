import t from 'tap';
import { redactResponse, type RawResponse } from '../../gateway/redaction/redact-response.ts';
import { ENCODERS, KEYS, mask, readWhole, redact, refusalOf } from './helpers.ts';

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
  t.same(redacted.hits, [{ path: '$.email', with: 'redact', count: 1, at: ["$['email']"] }]);
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

const JSON_HEADERS = ['Content-Type', 'application/json'];
const OPTIONS = { method: 'GET', limit: 5000, maxDepth: 9, jsonTexts: false, keys: KEYS };

function answer(body: AsyncIterable<Buffer>): RawResponse {
  return { status: 200, headers: JSON_HEADERS, hasLength: false, body };
}

void t.test('a masked value over the limit is refused before it is read to its end', async (t) => {
  let sent = 0;
  const body = (async function* send(): AsyncGenerator<Buffer> {
    yield Buffer.from('{"email":"');
    for (; sent < 100; sent += 1) yield Buffer.alloc(1000, 0x61);
  })();
  const partial = [mask('$.email', { with: 'partial', keep_last: 1 })];
  const { detail } = await refusalOf(() =>
    redactResponse(answer(body), { masks: partial }, OPTIONS),
  );
  t.match(detail, '5000 bytes');
  t.ok(sent < 10);
});

void t.test('a long body streams, and what is held at its start is bounded', async (t) => {
  let sent = 0;
  const body = (async function* send(): AsyncGenerator<Buffer> {
    yield Buffer.from('[{"email":"ada@example.org"}');
    for (; sent < 1000; sent += 1) yield Buffer.from(`,"${'a'.repeat(1000)}"`);
    yield Buffer.from(']');
  })();
  const redacted = await redactResponse(answer(body), { masks: [mask('$[*].email')] }, OPTIONS);
  t.ok(sent < 200, `${sent} of 1000 pieces were read`);
  t.same(redacted.headers, JSON_HEADERS, 'of unknown length');
  const { body: whole, hits } = await readWhole(redacted);
  t.match(whole.toString('utf8', 0, 30), '[{"email":"[redacted]"},"aaa');
  t.match(hits, [{ count: 1 }]);
});

void t.test('what is found to be unmaskable later breaks the body off', async (t) => {
  const body = (async function* send(): AsyncGenerator<Buffer> {
    yield Buffer.from('["x"');
    for (let at = 0; at < 200; at += 1) yield Buffer.from(`,"${'a'.repeat(1000)}"`);
    yield Buffer.from('] true');
  })();
  const redacted = await redactResponse(answer(body), { masks }, OPTIONS);
  const { code } = await refusalOf(() => readWhole(redacted));
  t.equal(code, 'unmaskable-response');
});

void t.test('a body that breaks off is a failure of the upstream', async (t) => {
  const broken = new Error('ECONNRESET');
  const body = (async function* send(): AsyncGenerator<Buffer> {
    yield Buffer.from(BODY);
    throw broken;
  })();
  const refusal = await refusalOf(() => redactResponse(answer(body), { masks }, OPTIONS));
  t.match(refusal, { code: 'upstream-failed', cause: broken });
});

void t.test(
  'a mask that must match refuses a response without a hit before it leaves',
  async (t) => {
    const must = { masks: [mask('$.email'), mask('$.phone', { must_match: true })] };
    const { detail } = await refusalOf(() => redact(BODY, must));
    t.match(detail, '$.phone');
    const found = await redact('{"phone":1}', must);
    t.equal(found.body.toString(), '{"phone":"[redacted]"}');
    const header = { headers: [{ name: 'X-A', with: 'redact' as const, must_match: true }] };
    t.match((await refusalOf(() => redact(BODY, header))).detail, 'X-A');
  },
);

void t.test('events leave one by one', async (t) => {
  let asked = 0;
  const body = (async function* send(): AsyncGenerator<Buffer> {
    for (; asked < 3; asked += 1) yield Buffer.from('data: {"email":"ada@example.org"}\n\n');
  })();
  const headers = ['Content-Type', 'text/event-stream'];
  const redacted = await redactResponse({ ...answer(body), headers }, { masks }, OPTIONS);
  const pieces = redacted.body as AsyncIterable<Buffer>;
  let count = 0;
  for await (const piece of pieces) {
    t.equal(piece.toString(), 'data: {"email":"[redacted]"}\n\n');
    count += 1;
    t.equal(asked, count - 1, 'the next was not asked for yet');
  }
  t.match(redacted.hits(), [{ count: 3 }]);
});

void t.test('a form that is not JSON is masked as what it is', async (t) => {
  const as = async (type: string, text: string): Promise<string> => {
    const path = type === 'text/csv' ? '$[*].email' : '$.email';
    const redacted = await redact(text, [mask(path)], { headers: ['Content-Type', type] });
    return redacted.body.toString();
  };
  t.equal(
    await as('application/x-ndjson', '{"email":1}\n{"email":2}\n'),
    '{"email":"[redacted]"}\n'.repeat(2),
  );
  t.equal(await as('text/csv', 'id,email\r\n1,a@b.c\r\n'), 'id,email\r\n1,[redacted]\r\n');
  t.match(
    await as('application/x-www-form-urlencoded', 'id=1&email=a%40b.c'),
    /^id=1&email=(?!a%40)/,
  );
});
