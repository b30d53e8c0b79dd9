import t from 'tap';
import { mask, maskText, redact, refusalOf } from '../redaction/helpers.ts';

/** A body that Regent and the agent might read in two ways hides a masked value from one of them. */
const SECRET = 'ada@example.org';
const masks = [mask('$.email')];

void t.test('a name that is written with escapes is the same name', async (t) => {
  for (const name of ['\\u0065mail', 'e\\u006Dail', '\\u0065\\u006d\\u0061\\u0069\\u006c']) {
    t.notMatch(maskText(`{"${name}":"${SECRET}"}`, masks), SECRET);
  }
});

void t.test('what can be read in two ways is refused, and nothing of it is told', async (t) => {
  const bodies: [string, string | Buffer][] = [
    ['a second text', `{"email":1}{"email":"${SECRET}"}`],
    ['a line after', `{"email":1}\n{"email":"${SECRET}"}\n`],
    ['NUL after', `{"email":"${SECRET}"}\u0000`],
    ['a byte order mark', `\ufeff{"email":"${SECRET}"}`],
    ['UTF-16', Buffer.from(`{"email":"${SECRET}"}`, 'utf16le')],
    ['a comment', `{/*"*/"email":"${SECRET}"}`],
    ['a trailing comma', `{"email":"${SECRET}",}`],
    [
      'overlong UTF-8',
      Buffer.concat([Buffer.from(`{"x":"${SECRET}`), Buffer.from([0xc1, 0xa5]), Buffer.from('"}')]),
    ],
    ['half a character', `{"email":"${SECRET}\\ud800"}`],
    ['an XSSI prefix', `)]}',\n{"email":"${SECRET}"}`],
    ['JSONP', `f({"email":"${SECRET}"})`],
  ];
  for (const [what, body] of bodies) {
    const refusal = await refusalOf(() => redact(body, masks));
    t.equal(refusal.code, 'unmaskable-response', what);
    t.notMatch(refusal.detail + String(refusal.cause), SECRET);
  }
});

void t.test('of a name that stands twice both are masked', (t) => {
  for (const name of ['email', String.raw`\u0065mail`]) {
    const text = maskText(`{"email":1,"${name}":"${SECRET}","email":"${SECRET}"}`, masks);
    t.equal(text, `{"email":"[redacted]","${name}":"[redacted]","email":"[redacted]"}`);
  }
  t.end();
});

void t.test('nesting over the limit is refused, of a million levels too', async (t) => {
  for (const levels of [65, 1_000_000]) {
    const body = `{"email":"${SECRET}","x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const { detail } = await refusalOf(() => redact(body, masks, { limit: 2 ** 22 }));
    t.match(detail, 'nesting-too-deep');
  }
});

void t.test('a deep body within the limit is masked to its depth', async (t) => {
  const deep = (value: string): string => `${'{"a":['.repeat(250)}${value}${']}'.repeat(250)}`;
  const paths = [mask('$..email'), mask('$..[?@.none]'), mask('$[?@..none]')];
  const text = maskText(deep(`{"email":"${SECRET}"}`), paths, 512);
  t.equal(text, deep('{"email":"[redacted]"}'));
});

void t.test('__proto__ and its kin are names like any other', async (t) => {
  const text = `{"__proto__":{"email":"${SECRET}"},"constructor":{"email":"${SECRET}"},"a":{}}`;
  t.notMatch(maskText(text, [mask('$..email')]), SECRET);
  t.notMatch(maskText(text, [mask('$[?@.email].email')]), SECRET);
  t.equal(maskText(text, [mask('$.a.email'), mask('$.a.toString')]), text, 'nothing is inherited');
  t.equal(
    maskText('{"__proto__":1,"x":2}', [mask('$.__proto__')]),
    '{"__proto__":"[redacted]","x":2}',
  );
});

void t.test('huge numbers are neither changed nor in the way', async (t) => {
  const numbers = `"n":1e999999,"m":${'9'.repeat(5000)},"k":-0,"l":1.000`;
  const text = maskText(`{${numbers},"email":"${SECRET}"}`, [
    mask('$.email'),
    mask('$[?@ > 1e9].x'),
  ]);
  t.equal(text, `{${numbers},"email":"[redacted]"}`);
});

void t.test('quotes in a name do not end it', async (t) => {
  const text = JSON.stringify({ '"email":"': SECRET, "a']['b": SECRET });
  const masked = maskText(text, [mask('$["\\"email\\":\\""]'), mask("$['a\\'][\\'b']")]);
  t.notMatch(masked, SECRET);
  t.equal(Object.keys(JSON.parse(masked) as object).length, 2);
});
