/**
 * Digits that can be tried: encrypting a few digits to as many is a table that an agent fills by
 * writing values and reading them masked. NIST SP 800-38G rev. 1 wants a million values at least.
 * And digits that are not seen as such stay in clear.
 */
import t from 'tap';
import { mask, number, refusalOf, replace, text } from '../redaction/methods/helpers.ts';

const DIGITS = mask('pseudonym', { preserve: 'digits' });

void t.test('fewer than six digits are refused, however they stand', async (t) => {
  for (const value of ['', 'a', '1', '12345', '1-2-3-4-5', '1'.repeat(5).padEnd(500, 'x')]) {
    t.match(
      refusalOf(() => replace(text(value), DIGITS)),
      /6 to 128 ASCII digits/,
      value,
    );
  }
  for (const lexeme of ['0', '-1', '99999', '-99999', '1e4', '99999.0', '0e9', '-0.0']) {
    t.match(
      refusalOf(() => replace(number(lexeme), DIGITS)),
      /6 to 128 ASCII digits/,
      lexeme,
    );
  }
  t.doesNotThrow(() => replace(text('123456'), DIGITS));
  t.doesNotThrow(() => replace(number('100000'), DIGITS));
});

void t.test('digits of other scripts do not stay in clear', async (t) => {
  for (const digits of [
    '１２３４５６７',
    '١٢٣٤٥٦٧',
    '१२३४५६७',
    '𝟏𝟐𝟑𝟒𝟓𝟔𝟕',
    '①②③④⑤⑥⑦',
    '¹²³⁴⁵⁶⁷',
    'ⅠⅡⅢ',
  ]) {
    t.match(
      refusalOf(() => replace(text(`123456 ${digits}`), DIGITS)),
      /6 to 128 ASCII digits/,
      digits,
    );
  }
});

void t.test('leading zeros and runs of one digit are values like others', async (t) => {
  const results = ['000000', '000001', '111111', '999999', '0000000'].map((value) =>
    replace(text(value), DIGITS),
  );
  t.equal(new Set(results).size, results.length);
  for (const result of results) t.match(result, /^"[0-9]{6,7}"$/);
});
