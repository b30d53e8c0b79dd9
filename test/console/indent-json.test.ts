import * as fc from 'fast-check';
import t from 'tap';
import { indentJson } from '../../gateway/console/page/lib/indent-json.ts';

/** What is not white space outside of strings: all that may be added is white space there. */
function squeeze(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? part : ''));
}

t.test('only white space differs, whatever the JSON', async () => {
  const structure = fc.json({ maxDepth: 6 }).filter((text) => /^[[{]/.test(text));
  fc.assert(
    fc.property(structure, fc.boolean(), (text, spaced) => {
      const given = spaced ? JSON.stringify(JSON.parse(text), undefined, 3) : text;
      return squeeze(indentJson(given)!) === squeeze(given);
    }),
  );
});

t.test('it looks as people write it', async (t) => {
  t.equal(
    indentJson('{"a":[1,{"b":[]}],"c":{}}'),
    '{\n  "a": [\n    1,\n    {\n      "b": []\n    }\n  ],\n  "c": {}\n}',
  );
});

t.test('numbers and names stay as they are written', async (t) => {
  const text = '{"n":12345678901234567890,"n":1.0,"e":1E+2,"s":"a, b: {c}"}';
  t.equal(
    indentJson(text),
    '{\n  "n": 12345678901234567890,\n  "n": 1.0,\n  "e": 1E+2,\n  "s": "a, b: {c}"\n}',
  );
});

t.test('what is no object or list of JSON is left alone', async (t) => {
  for (const text of ['', 'hello', '1', '"x"', '{"a":1', '{a:1}', `[${'1,'.repeat(200_000)}1]`]) {
    t.equal(indentJson(text), undefined);
  }
});
