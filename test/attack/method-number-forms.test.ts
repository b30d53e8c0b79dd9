/**
 * One number in many forms, and many numbers in one double. An agent that sees 1.0 and 1 with two
 * tokens learns how the upstream writes; two neighbours with one token are taken for one person.
 */
import fc from 'fast-check';
import t from 'tap';
import { createReplace } from '../../gateway/redaction/methods/replace.ts';
import { KEYS, mask, number, refusalOf, text } from '../redaction/methods/helpers.ts';

const write = createReplace(KEYS);

function tokenOf(lexeme: string): string {
  return write(number(lexeme), mask('pseudonym'));
}

void t.test('every form of a number has its token', async (t) => {
  const forms = [
    ['1', '1.0', '1.00', '1e0', '1E+0', '10e-1', '0.1e1', '0.01E2', '100e-002'],
    ['0', '-0', '0.0', '-0.0e5', '0e999999999999999999', '0E-7'],
    ['-12.5', '-1.25e1', '-125e-1', '-12.50'],
    ['12345678901234567890', '1234567890123456789e1', '12345678901234567890.0'],
  ];
  for (const same of forms) t.equal(new Set(same.map(tokenOf)).size, 1, same.join(' '));
  t.equal(new Set(forms.map(([first]) => tokenOf(first!))).size, forms.length);
});

void t.test('numbers that are one double have their own tokens', async (t) => {
  const integer = fc.bigInt({ min: 2n ** 53n, max: 10n ** 40n });
  fc.assert(
    fc.property(integer, (value) => {
      t.not(tokenOf(String(value)), tokenOf(String(value + 1n)));
      t.not(tokenOf(`0.${value}1`), tokenOf(`0.${value}2`));
    }),
  );
  const infinite = ['1e400', '1e401', '-1e400', '1e4000', '1e-400', '1e-401', '2e-400'];
  t.equal(new Set(infinite.map(tokenOf)).size, infinite.length);
});

void t.test(
  'an exponent that is itself past a double is refused, not taken for another',
  async (t) => {
    for (const lexeme of ['1e9007199254740993', '1e-9007199254740993', `1e${'9'.repeat(400)}`]) {
      t.match(
        refusalOf(() => tokenOf(lexeme)),
        /exponent is too large/,
      );
      const nested = { kind: 'array', text: `[${lexeme}]` } as const;
      t.match(
        refusalOf(() => write(nested, mask('hash'))),
        /exponent is too large/,
      );
    }
  },
);

void t.test('a number and its text are two values', async (t) => {
  t.not(tokenOf('1'), write(text('1'), mask('pseudonym')));
});

void t.test('no number takes long', async (t) => {
  const range = mask('generalise', { to: 'range', step: 10 });
  const digits = mask('pseudonym', { preserve: 'digits' });
  for (const lexeme of ['1e1001', '1e999999999', '-1e999999999999', `1${'0'.repeat(100_000)}`]) {
    t.match(
      refusalOf(() => write(number(lexeme), range)),
      /not a number of at most 1000 digits/,
    );
    t.match(
      refusalOf(() => write(number(lexeme), digits)),
      /6 to 128 ASCII digits/,
    );
  }
  t.match(
    refusalOf(() => write(text('1'.repeat(1_000_000)), digits)),
    /6 to 128 ASCII digits/,
  );
  t.equal(write(number(`0.${'1'.repeat(100_000)}`), range), '"0-9"');
  t.equal(write(number('1e-999999999999'), range), '"0-9"');
});
