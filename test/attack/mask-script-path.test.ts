import t from 'tap';
import { countHits, faultOfMask, mask, maskText, refusalOf } from '../redaction/helpers.ts';

const plus = { dialect: 'jsonpath-plus' as const };

void t.test(
  'a path of the other dialect cannot run a script, call back or return a name',
  async (t) => {
    const touched = globalThis as { touched?: boolean };
    for (const path of [
      '$[?(globalThis.touched = true)]',
      "$[(this.constructor.constructor('globalThis.touched = true')())]",
      '$..[?(@.a)]',
      "$['?(globalThis.touched = true)']",
      "$['(globalThis.touched = true)']",
      '$.?(globalThis.touched = true)',
      '$.(globalThis.touched = true)',
      '$[?(@[?(globalThis.touched = true)])]',
      '$.*@other()',
      '$.*@string({"a":1})',
      '$.a~',
      '$..*~',
      '$.`a',
      "$['a;?(1)']",
      "$['#0']",
      "$['%@%']",
    ]) {
      t.match(faultOfMask(mask(path, plus)), 'is refused', path);
      await refusalOf(() => maskText('{"a":{"b":1}}', [mask(path, plus)]));
    }
    t.equal(touched.touched, undefined);
  },
);

void t.test('a member that is named as an operator cannot bend the path', async (t) => {
  const SECRET = 'ada@example.org';
  for (const [path, body] of [
    ['$.a.*', { a: { '*': 1, email: SECRET } }],
    ['$.*.*', { a: { '*': 1, email: SECRET } }],
    ['$.a..email', { a: { '..': { email: 1 }, email: SECRET } }],
    ['$.a^', { a: { '^': 1 }, email: SECRET }],
    ['$.a[0:1]', { a: { '0:1': 1 }, email: SECRET }],
  ] as const) {
    const refusal = await refusalOf(() => maskText(JSON.stringify(body), [mask(path, plus)]));
    t.match(refusal.detail, 'named as an operator', path);
  }
});

void t.test('names that the library drops from its path strings do not move a mask', async (t) => {
  const text = '{"~":{"email":"x"},"@a()":{"email":"y"},"email":"z"}';
  t.same(countHits(text, [mask('$..email', plus)]), [3]);
  t.notMatch(maskText(text, [mask('$..email', plus)]), /"[xyz]"/);
});

void t.test('a wide body does not make ^ run without end', async (t) => {
  const wide = `[${'{"a":0},'.repeat(20_000)}0]`;
  t.same(countHits(wide, [mask('$[*]^', plus), mask('$..a^', plus)]), [1, 20_000]);
});
