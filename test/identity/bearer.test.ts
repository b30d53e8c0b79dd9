import * as fc from 'fast-check';
import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import { MAX_TOKEN_LENGTH, readBearer } from '../../gateway/identity/read-bearer.ts';

function codeOf(value: string): string {
  try {
    readBearer({ authorization: [value], proxyAuthorization: [] });
    return 'passed';
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
}

void t.test('the scheme is Bearer in any case', async (t) => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    t.equal(codeOf(`${scheme} a.b.c`), 'passed');
  }
});

void t.test('no header is credentials-missing', async (t) => {
  t.throws(() => readBearer({ authorization: [], proxyAuthorization: [] }), {
    code: 'credentials-missing',
  });
});

void t.test('what is not a compact JWS is malformed', async (t) => {
  const values = [
    '',
    'Bearer',
    'Bearer ',
    'Bearera.b.c',
    'Bearer\ta.b.c',
    'a.b.c',
    'Bearer a',
    'Bearer a.b',
    'Bearer a.b.c.d',
    'Bearer a.b.c.d.e',
    'Bearer .b.c',
    'Bearer a..c',
    'Bearer a.b.c=',
    'Bearer a.b.c+',
    'Bearer a.b.c/',
    'Bearer a.b.c, Bearer a.b.c',
    'Bearer a.b.c Bearer a.b.c',
    'Bearer a.b.\u00e9',
    'Bearer a.b.c\n',
    'Bearer "a.b.c"',
  ];
  for (const value of values) t.equal(codeOf(value), 'credentials-malformed', value);
});

void t.test('a token may have 16 KiB', async (t) => {
  const longest = `a.b.${'c'.repeat(MAX_TOKEN_LENGTH - 4)}`;
  t.equal(codeOf(`Bearer ${longest}`), 'passed');
  t.equal(codeOf(`Bearer ${longest}c`), 'credentials-malformed');
});

void t.test('any text either gives a token that is in it or a refusal', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('.', 'a', '-', ' ', '=') }).map((rest) => `Bearer ${rest}`),
  );
  fc.assert(
    fc.property(text, (value) => {
      try {
        const token = readBearer({ authorization: [value], proxyAuthorization: [] });
        return value.endsWith(token) && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
      } catch (error) {
        return error instanceof Refusal && error.code === 'credentials-malformed';
      }
    }),
  );
});
