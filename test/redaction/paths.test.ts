import t from 'tap';
import { faultOfMask, mask, maskText } from './helpers.ts';

/** Document, path, and the document with null at what the path selects. */
const SELECTIONS: [string, string, string][] = [
  ['{"a":1,"b":2}', "$['a']", '{"a":null,"b":2}'],
  ['{"é":1,"e":2}', '$.é', '{"é":null,"e":2}'],
  ['{"é":1}', "$['\\u00e9']", '{"é":null}'],
  ['{"😀":1}', "$['\\ud83d\\ude00']", '{"😀":null}'],
  ['{"\\u0061":1}', '$.a', '{"\\u0061":null}'],
  ['{"a\'b":1}', "$['a\\'b']", '{"a\'b":null}'],
  ['{"a\\"b":1}', '$["a\\"b"]', '{"a\\"b":null}'],
  ['{"a]b.c":1}', "$['a]b.c']", '{"a]b.c":null}'],
  ['{"":1,"a":2}', "$['']", '{"":null,"a":2}'],
  ['{"*":1,"a":2}', "$['*']", '{"*":null,"a":2}'],
  ['{"a":{"a":1},"b":[{"a":2}]}', '$..a', '{"a":null,"b":[{"a":null}]}'],
  ['{"x":{"a":{"y":{"b":1}},"b":2}}', '$..a..b', '{"x":{"a":{"y":{"b":null}},"b":2}}'],
  ['[0,1,2,3]', '$[1:3]', '[0,null,null,3]'],
  ['[0,1,2,3]', '$[-1]', '[0,1,2,null]'],
  ['[0,1,2,3]', '$[-9]', '[0,1,2,3]'],
  ['[0,1,2,3]', '$[::-2]', '[0,null,2,null]'],
  ['[0,1,2,3]', '$[1:1]', '[0,1,2,3]'],
  ['[0,1,2,3]', '$[::0]', '[0,1,2,3]'],
  ['{"0":1}', '$[0]', '{"0":1}'],
  ['["x"]', "$['0']", '["x"]'],
  ['["x"]', '$.length', '["x"]'],
  ['{"a":1,"b":2,"c":3}', "$['a','c','a']", '{"a":null,"b":2,"c":null}'],
  ['[{"t":"x","v":1},{"t":"y","v":2}]', "$[?@.t=='x'].v", '[{"t":"x","v":null},{"t":"y","v":2}]'],
  ['[{"v":1},{"w":2}]', '$[?@.v].v', '[{"v":null},{"w":2}]'],
  ['{"own":"b","a":["a","b"]}', '$.a[?@==$.own]', '{"own":"b","a":["a",null]}'],
  ['["a","bcd"]', '$[?length(@)>1]', '["a",null]'],
];

void t.test('paths are RFC 9535', async (t) => {
  for (const [text, path, expected] of SELECTIONS) {
    t.equal(maskText(text, [mask(path, { with: 'null' })]), expected, `${path} on ${text}`);
  }
});

void t.test('a path that does not parse is an error that names it', async (t) => {
  for (const path of [
    '',
    ' $',
    '$ ',
    'a',
    '$.',
    '$[',
    '$[a]',
    '$.a b',
    "$['a",
    '$.a~',
    '$^',
    '$[?(@.a',
    '$[01]',
    '$.0',
    '$[?foo(@)]',
    '$[9007199254740992]',
    "$['\\ud800']",
  ]) {
    const fault = faultOfMask(mask(path));
    t.ok(fault?.startsWith(`the mask path ${JSON.stringify(path)} is refused: `), fault ?? path);
  }
  for (const [, path] of SELECTIONS) t.equal(faultOfMask(mask(path)), undefined);
});

void t.test('the root can be masked but not removed', async (t) => {
  t.equal(faultOfMask(mask('$')), undefined);
  t.match(faultOfMask(mask('$', { with: 'remove' })), 'cannot be removed');
});

void t.test('many different paths do not fill the memory', async (t) => {
  for (let index = 0; index < 3000; index += 1) faultOfMask(mask(`$.a${index}`));
  t.equal(maskText('{"a0":1,"a2999":2}', [mask('$.a0')]), '{"a0":"[redacted]","a2999":2}');
});
