import t from 'tap';
import { chooseHeaders } from '../../gateway/request/choose-headers.ts';
import { readHeaders } from '../../gateway/request/read-headers.ts';
import type { Limits } from '../../gateway/types.ts';

const limits: Limits = {
  headerCount: 20,
  headerBytes: 1000,
  targetBytes: 100,
  bodyBytes: 1000,
  jsonDepth: 10,
  requestTimeout: 1000,
};

const read = (...raw: string[]): ReturnType<typeof readHeaders> =>
  readHeaders(['Host', 'crm.internal', ...raw], limits);

t.test('reads what each step needs', async (t) => {
  const headers = read(
    'Authorization',
    'Bearer x',
    'Content-Length',
    '12',
    'Accept',
    'a/b',
    'accept',
    'c/d',
  );
  t.match(headers, {
    host: 'crm.internal',
    authorization: ['Bearer x'],
    contentLength: 12,
    chunked: false,
  });
  t.strictSame(headers.others.get('accept'), ['a/b', 'c/d']);
});

t.test('host must be one, and a host', async (t) => {
  t.throws(() => readHeaders([], limits), { code: 'invalid-host' });
  t.throws(() => readHeaders(['Host', 'a', 'host', 'a'], limits), { code: 'repeated-header' });
  for (const host of [
    '',
    'a b',
    'a@b',
    'a/b',
    'a..b',
    'a.',
    '-a',
    'a:x',
    'a:123456',
    'ä',
    '[::1',
    'a#b',
  ]) {
    t.throws(() => readHeaders(['Host', host], limits), { code: 'invalid-host' }, host);
  }
  for (const host of ['a', 'A.b', '127.0.0.1:80', '[::1]:8080', 'a-b.c']) {
    t.equal(readHeaders(['Host', host], limits).host, host.toLowerCase());
  }
});

t.test('length must be told once and one way', async (t) => {
  t.throws(() => read('Content-Length', '1', 'Transfer-Encoding', 'chunked'), {
    code: 'conflicting-length',
  });
  t.throws(() => read('Content-Length', '1', 'Content-Length', '1'), {
    code: 'conflicting-length',
  });
  for (const value of ['+1', '-1', '1,1', '0x1', '', '1 1']) {
    t.throws(() => read('Content-Length', value), { code: 'conflicting-length' }, value);
  }
  for (const value of ['gzip, chunked', 'chunked, chunked', 'identity', 'xchunked']) {
    t.throws(() => read('Transfer-Encoding', value), { code: 'conflicting-length' }, value);
  }
  t.equal(read('Transfer-Encoding', ' Chunked').chunked, true);
});

t.test('identity and origin cannot be smuggled in, in any spelling', async (t) => {
  const names = [
    'X-Regent-Subject',
    'x_regent_subject',
    'X-REGENT_x',
    'Forwarded',
    'X-Forwarded-For',
    'x_forwarded_host',
  ];
  const { others } = read(...names.flatMap((name) => [name, 'evil']));
  t.strictSame([...others.keys()], ['host']);
});

t.test('hop-by-hop headers, and those that Connection names, end here', async (t) => {
  const { others, upgrade } = read(
    'Connection',
    'close, X-Api-Key',
    'X-Api-Key',
    '1',
    'TE',
    'trailers',
    'Keep-Alive',
    '5',
  );
  t.strictSame([...others.keys()], ['host']);
  t.equal(upgrade, false);
  t.equal(read('Connection', 'Upgrade').upgrade, true);
  t.equal(read('Upgrade', 'h2c').upgrade, true);
});

t.test('count and size are limited, each with its own code', async (t) => {
  const many = Array.from({ length: 42 }, () => 'a');
  t.throws(() => readHeaders(many, limits), { code: 'too-many-headers' });
  t.throws(() => read('a', 'x'.repeat(1000)), { code: 'headers-too-large' });
});

t.test('only standard and named headers are forwarded', async (t) => {
  const { others } = read(
    'Accept',
    'a',
    'Accept',
    'b',
    'Cookie',
    'c',
    'X-Tenant',
    't',
    'Authorization',
    'Bearer x',
  );
  t.strictSame(chooseHeaders(others, ['x-tenant']), { accept: 'a, b', 'x-tenant': 't' });
  t.throws(() => chooseHeaders(read('Content-Type', 'a', 'Content-Type', 'b').others, []), {
    code: 'repeated-header',
  });
});

t.test('more than one traceparent is none', async (t) => {
  t.notOk(read('traceparent', 'a', 'traceparent', 'b').traceparent);
  t.match(read('traceparent', 'a', 'tracestate', 'x=1', 'tracestate', 'y=2'), {
    traceparent: 'a',
    tracestate: 'x=1,y=2',
  });
});
