import fc from 'fast-check';
import t from 'tap';
import { json, KEYS, mask, number, refusalOf, replace, text, token } from './helpers.ts';

const DIGITS = mask('pseudonym', { preserve: 'digits' });

void t.test('digits change, everything else stays at its place', async (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^([0-9][ +A-Za-z()./é😀-]{0,2}){6,40}$/u), (value) => {
      const result = token(text(value), DIGITS);
      t.equal(result.replaceAll(/[0-9]/g, '#'), value.replaceAll(/[0-9]/g, '#'));
      t.equal(token(text(value), DIGITS), result);
    }),
  );
  const [one, other] = ['4111 1111 1111 1111', '4111-1111-1111-1111'];
  t.equal(
    token(text(one), DIGITS).replaceAll(' ', ''),
    token(text(other), DIGITS).replaceAll('-', ''),
    'the same digits, however they are grouped',
  );
});

void t.test('an integer stays one, of as many digits and of the same sign', async (t) => {
  const integer = fc.bigInt({ min: 100_000n, max: 10n ** 128n - 1n });
  fc.assert(
    fc.property(integer, fc.boolean(), (magnitude, negative) => {
      const lexeme = `${negative ? '-' : ''}${magnitude}`;
      const result = replace(number(lexeme), DIGITS);
      t.match(result, /^-?[1-9][0-9]*$/);
      t.equal(result.length, lexeme.length);
      t.equal(result.startsWith('-'), negative);
    }),
  );
});

void t.test('different integers become different ones', async (t) => {
  const results = Array.from({ length: 20_000 }, (_, index) =>
    replace(number(String(100_000 + index)), DIGITS),
  );
  t.equal(new Set(results).size, results.length);
});

void t.test('an integer has one pseudonym, however it is written', async (t) => {
  const result = replace(number('1234500'), DIGITS);
  for (const lexeme of ['1234500.0', '12345e2', '1.2345E+6', '123450000e-2']) {
    t.equal(replace(number(lexeme), DIGITS), result, lexeme);
  }
});

void t.test('another scope or key gives other digits', async (t) => {
  const one = replace(number('1234567890'), DIGITS);
  t.not(replace(number('1234567890'), { ...DIGITS, scope: 'a' }), one);
  const keys = { ...KEYS, keys: () => [{ id: 'k1', secret: 'two '.repeat(8) }] };
  t.not(replace(number('1234567890'), DIGITS, keys), one);
});

void t.test('what has no digits to preserve is refused', async (t) => {
  for (const value of ['null', 'true', '[1234567]', '{"a":1234567}', '"Alice"', '""']) {
    t.match(
      refusalOf(() => replace(json(value), DIGITS)),
      /^The mask path "\$\.v" selects /,
    );
  }
  for (const lexeme of ['1234567.5', '1e-5', '0.1234567']) {
    t.match(
      refusalOf(() => replace(number(lexeme), DIGITS)),
      /neither a string nor an integer of 6 to 128 ASCII digits/,
    );
  }
});
