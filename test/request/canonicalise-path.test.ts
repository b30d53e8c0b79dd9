import fc from 'fast-check';
import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import { canonicalisePath } from '../../gateway/request/canonicalise-path.ts';

t.test('gives each path one spelling', async (t) => {
  const cases: [raw: string, path: string, segments: string[]][] = [
    ['/', '/', ['']],
    ['/customers/17', '/customers/17', ['customers', '17']],
    ['/customers/', '/customers/', ['customers', '']],
    ['/%61dmin', '/admin', ['admin']],
    ['/a%20b', '/a%20b', ['a b']],
    ['/gr%c3%bc%c3%9fe', '/gr%C3%BC%C3%9Fe', ['grüße']],
    ['/a{b}|"c', '/a%7Bb%7D%7C%22c', ['a{b}|"c']],
    ['/100%25', '/100%25', ['100%']],
    ['/a+b', '/a+b', ['a+b']],
    ['/a%2Bb', '/a%2Bb', ['a+b']],
    ['/v1.2/x', '/v1.2/x', ['v1.2', 'x']],
  ];
  for (const [raw, path, segments] of cases) {
    t.match(canonicalisePath(raw), { path, segments }, raw);
  }
});

t.test('refuses what can be read in two ways', async (t) => {
  const ambiguous = [
    '/a/../b',
    '/a/./b',
    '/..',
    '/%2e%2e/b',
    '/a/%2E/b',
    '/a//b',
    '//a',
    '/a\\b',
    '/a%5cb',
    '/a%00',
    '/a%0d%0ab',
    '/a%7f',
    '/%2541',
    '/%252e%252e/x',
    '/a%c2%85',
  ];
  for (const raw of ambiguous) {
    t.throws(() => canonicalisePath(raw), { code: 'ambiguous-path' }, raw);
  }
});

t.test('refuses broken encoding', async (t) => {
  for (const raw of ['/%', '/%4', '/%zz', '/%ff', '/%c0%ae', '/%ed%a0%80', '/%f5%80%80%80']) {
    t.throws(() => canonicalisePath(raw), { code: 'invalid-encoding' }, raw);
  }
});

t.test('tells of escaped slashes and semicolons, and leaves them as they came', async (t) => {
  t.match(canonicalisePath('/a%2fb/c'), {
    path: '/a%2fb/c',
    segments: ['a/b', 'c'],
    hasEncodedSlash: true,
  });
  t.match(canonicalisePath('/a;v=1/b'), {
    path: '/a;v=1/b',
    segments: ['a;v=1', 'b'],
    hasSemicolon: true,
  });
  t.match(canonicalisePath('/a%3bb'), { path: '/a%3bb', hasSemicolon: true });
});

/** Paths out of the pieces that servers disagree on. */
const piece = fc.constantFrom(
  'a',
  'Z',
  '7',
  '.',
  '..',
  '/',
  '%2f',
  '%2e',
  '%41',
  '%25',
  '%',
  ';',
  '\\',
  '%c3%bc',
  '%c3',
  '+',
  '~',
  '{',
  '%00',
  '%252e',
);
const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);

t.test('property: canonical form is a fixed point, and means the same', async () => {
  fc.assert(
    fc.property(hostile, (raw) => {
      let first;
      try {
        first = canonicalisePath(raw);
      } catch (error) {
        return error instanceof Refusal;
      }
      const second = canonicalisePath(first.path);
      return (
        second.path === first.path &&
        JSON.stringify(second.segments) === JSON.stringify(first.segments)
      );
    }),
    { numRuns: 20_000 },
  );
});

t.test('property: what passes is not read otherwise by a lenient server', async () => {
  fc.assert(
    fc.property(hostile, (raw) => {
      let canonical;
      try {
        canonical = canonicalisePath(raw);
      } catch {
        return true;
      }
      // A URL parser that resolves dots, and one that decodes once more, both find the same segments.
      const resolved = new URL(canonical.path, 'http://upstream').pathname;
      const twice = canonical.segments.map((segment) => segment.replaceAll(/%[0-9a-f]{2}/gi, '!'));
      return (
        resolved === canonical.path &&
        JSON.stringify(twice) === JSON.stringify(canonical.segments) &&
        canonical.segments.every((segment) => segment !== '.' && segment !== '..')
      );
    }),
    { numRuns: 20_000 },
  );
});
