import t from 'tap';
import { countHits, mask, maskText, refusalOf } from './helpers.ts';

void t.test('redact puts a text instead of any value', async (t) => {
  const text = '{"a":"x","b":1,"c":null,"d":[1,{"e":2}],"f":{}}';
  const masked =
    '{"a":"[redacted]","b":"[redacted]","c":"[redacted]","d":"[redacted]","f":"[redacted]"}';
  t.equal(maskText(text, [mask('$.*')]), masked);
  t.same(countHits(text, [mask('$.*'), mask('$..*'), mask('$.none')]), [5, 8, 0]);
  const odd = 'é "quoted" \\ \n \ud800';
  const written = maskText('{"a":1}', [mask('$.a', { text: odd })]);
  t.same(JSON.parse(written), { a: odd.toWellFormed() });
  t.equal(maskText('1', [mask('$')]), '"[redacted]"');
  t.equal(maskText('{"a":1}', [mask('$.a', { text: '' })]), '{"a":""}');
});

void t.test('null puts null', async (t) => {
  t.equal(maskText(' [1,"a"] ', [mask('$[*]', { with: 'null' })]), ' [null,null] ');
  t.equal(maskText(' [1] ', [mask('$', { with: 'null' })]), ' null ');
});

void t.test(
  'partial keeps code points at the ends of a string, and hides at least one',
  async (t) => {
    const cases: [string, number | undefined, number | undefined, string][] = [
      ['DE89370400440532013000', 4, 2, 'DE89***00'],
      ['abc', 1, 1, 'a***c'],
      ['abc', 2, 1, '***'],
      ['abc', 3, 0, '***'],
      ['abc', 0, 0, '***'],
      ['abc', undefined, 2, '***bc'],
      ['abc', 1, undefined, 'a***'],
      ['', 1, 1, '***'],
      ['ab', 64, 64, '***'],
      ['😀é😀x', 1, 1, '😀***x'],
      ['x😀é😀', 1, 1, 'x***😀'],
      ['😀😀', 1, 1, '***'],
      ['a"\\\n', 1, 2, 'a***\\\n'],
    ];
    for (const [value, first, last, expected] of cases) {
      const keep = {
        ...(first !== undefined && { keep_first: first }),
        ...(last !== undefined && { keep_last: last }),
      };
      const text = maskText(JSON.stringify([value]), [mask('$[0]', { with: 'partial', ...keep })]);
      t.same(JSON.parse(text), [expected], `${value} ${first} ${last}`);
    }
    t.equal(
      maskText('["\\u0061\\ud83d\\ude00bc"]', [mask('$[0]', { with: 'partial', keep_first: 2 })]),
      '["a😀***"]',
      'escapes do not count',
    );
  },
);

void t.test('partial is refused for what is not a string', async (t) => {
  for (const value of ['1', 'null', '[]', '{}', 'true']) {
    const masks = [mask('$.a', { with: 'partial', keep_last: 2 })];
    const { code, detail } = await refusalOf(() => maskText(`{"a":${value}}`, masks));
    t.equal(code, 'unmaskable-response');
    t.equal(
      detail,
      'The mask path "$.a" selects what is not a string, of which no part can be kept.',
    );
  }
});
