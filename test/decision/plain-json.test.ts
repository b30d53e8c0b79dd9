import * as fc from 'fast-check';
import t from 'tap';
import { PlainJson } from '../../gateway/decision/plain-json.ts';

/** A value as it is written in one way: names in the order of their bytes, no space. */
function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const members = names.map(
    (name) => `${JSON.stringify(name)}:${write((value as Record<string, unknown>)[name])}`,
  );
  return `{${members.join(',')}}`;
}

const read = (text: string): PlainJson | undefined => PlainJson.read(Buffer.from(text));
const textOf = (plain: PlainJson | undefined): string | undefined =>
  plain && [...plain.parts()].map(String).join('');
const value = fc.dictionary(
  fc.string({ unit: 'grapheme' }),
  fc.jsonValue({ noUnicodeString: false }),
);

void t.test('what is written in one way is plain, and its parts are the text', (t) => {
  fc.assert(
    fc.property(value, (value) => {
      const text = write(value);
      // A name with a backslash may stand anywhere among others: such a text is left to be parsed.
      const plain = read(`${text}\n`);
      return plain === undefined
        ? /\\/.test(text)
        : plain.bytes.toString() === text && textOf(plain) === text;
    }),
  );
  t.end();
});

void t.test('what is plain is what JSON.parse reads, without a name twice', (t) => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '"',
    '\\',
    '\\n',
    '\\u00e9',
    '\\ud83d',
  ];
  const more = [
    '\\u003c',
    '\n',
    ' ',
    '-',
    '0',
    '01',
    '1.5',
    '1.',
    '.5',
    '1e5',
    '1E+',
    'true',
    'nul',
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 12 }).map((all) => all.join('')),
    fc.tuple(value, fc.nat(), fc.constantFrom(...pieces, ...more)).map(([value, at, piece]) => {
      const text = write(value);
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place);
    }),
  );
  fc.assert(
    fc.property(text, (made) => {
      // Half a character, which a piece may have left, is no text.
      const text = made.toWellFormed();
      const plain = read(text);
      if (plain === undefined) return true;
      const parsed = JSON.parse(text) as object;
      const names = [...text.matchAll(/"((?:[^"\\]|\\.)*)":/gs)].length;
      let members = 0;
      JSON.stringify(parsed, (_, value: unknown) => {
        if (typeof value === 'object' && value && !Array.isArray(value)) {
          members += Object.keys(value).length;
        }
        return value;
      });
      return (
        names >= members && JSON.stringify(JSON.parse(textOf(plain)!)) === JSON.stringify(parsed)
      );
    }),
    { numRuns: 3000 },
  );
  t.end();
});

void t.test("Go's needless escapes stand for what they say", (t) => {
  const text = String.raw`{"a":"\u003cb\u003e \u0026 \\u003c \u2028","b":[]}`;
  t.equal(textOf(read(text)), String.raw`{"a":"<b> & \\u003c \u2028","b":[]}`);
  t.end();
});

void t.test('whatever two parsers might read in two ways is not plain', (t) => {
  const deep = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  t.ok(read(deep(999)));
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{}{}',
    '{} ',
    ' {}',
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":1}}',
    '{"b":1,"a":2}',
    '{"aa":1,"a":2}',
    '{"a!":1,"a":2}',
    '{"\\u0061":1}',
    '{"a":"\\ud83d\\ude00"}',
    '{"a":"\\udc00"}',
    '{"a":"\\x"}',
    '{"a":"\\',
    '{"a":"\\u12',
    '{"a":"\t"}',
    '{"a":01}',
    '{"a":-}',
    '{"a":1.}',
    '{"a":1e}',
    '{"a":+1}',
    '{"a":tru}',
    '{"a":truE}',
    '{"a":[1,]}',
    '{"a":1,}',
    '{"a":[1}',
    '{a:1}',
    '\ufeff{}',
    deep(1000),
  ]) {
    t.equal(read(text), undefined, text.slice(0, 40));
  }
  t.equal(PlainJson.read(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), undefined);
  for (const text of [
    '{}',
    '{"":1}',
    '{"a":1,"a!":2}',
    '{"a":-0.5e+7,"b":[{},[],true,null,false]}',
  ]) {
    t.equal(textOf(read(text)), text);
  }
  t.end();
});
