import fc from 'fast-check';
import t from 'tap';
import { readQuery } from '../../gateway/request/read-query.ts';

t.test('reads names, lists and spaces', async (t) => {
  const { query, queryString } = readQuery('a=1&b=x+y&a=2&c&%64=%c3%bc&=v&&e=a=b');
  t.equal(queryString, 'a=1&b=x+y&a=2&c&d=%C3%BC&=v&&e=a=b');
  t.strictSame(
    { ...query },
    { a: ['1', '2'], b: ['x y'], c: [''], d: ['ü'], '': ['v'], e: ['a=b'] },
  );
});

t.test('a name is only a name', async (t) => {
  const { query } = readQuery('__proto__=1&constructor=2');
  t.equal(JSON.stringify(query), '{"__proto__":["1"],"constructor":["2"]}');
});

t.test('refuses broken encoding and NUL', async (t) => {
  t.throws(() => readQuery('a=%'), { code: 'invalid-encoding' });
  t.throws(() => readQuery('a=%ff'), { code: 'invalid-encoding' });
  t.throws(() => readQuery('a=%00'), { code: 'ambiguous-query' });
});

t.test('tells of raw semicolons only', async (t) => {
  t.equal(readQuery('a=1;b=2').hasSemicolon, true);
  t.equal(readQuery('a=1%3Bb=2').hasSemicolon, false);
});

t.test('property: agrees with URLSearchParams on every well-formed query', async () => {
  const pair = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const clean = pairs.filter((texts) =>
        texts.every((text) => text.isWellFormed() && !text.includes('\0')),
      );
      const raw = new URLSearchParams(clean).toString();
      const { query, queryString } = readQuery(raw);
      const expected: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
      for (const [name, value] of new URLSearchParams(raw)) (expected[name] ??= []).push(value);
      return (
        JSON.stringify(query) === JSON.stringify(expected) &&
        JSON.stringify(readQuery(queryString).query) === JSON.stringify(expected)
      );
    }),
  );
});
