/** A decimal number: sign aside, its digits without zeros at either end, times ten to `exponent`. */
export interface Decimal {
  digits: string;
  exponent: number;
}

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Every decimal of so many digits survives the way through a double and back (IEEE 754 binary64). */
const SAFE_DIGITS = 15;

/** TypeScript does not know it yet; Node.js has it since version 22. */
const { rawJSON } = JSON as unknown as { rawJSON: (this: void, text: string) => unknown };

/** A JSON number as a double if that prints as the same value, else as `JSON.rawJSON`. */
export function readExactly(lexeme: string): unknown {
  const double = Number(lexeme);
  if (lexeme.length <= SAFE_DIGITS && !hasExponent(lexeme)) return double;
  return isSameDecimal(lexeme, double) ? double : rawJSON(lexeme);
}

/** Only the letter of an exponent comes after the digits in ASCII. */
function hasExponent(lexeme: string): boolean {
  for (let index = 0; index < lexeme.length; index += 1) {
    if (lexeme.charCodeAt(index) > 0x39) return true;
  }
  return false;
}

function isSameDecimal(lexeme: string, double: number): boolean {
  if (!Number.isFinite(double)) return false;
  const meant = readDecimal(lexeme);
  if (double === 0) return meant.digits === '';
  const printed = readDecimal(String(double));
  return meant.digits === printed.digits && meant.exponent === printed.exponent;
}

/** Takes a JSON number apart, exactly. */
export function readDecimal(lexeme: string): Decimal {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(lexeme)!;
  const all = whole + fraction;
  let first = 0;
  while (all[first] === '0') first += 1;
  let last = all.length;
  while (last > first && all[last - 1] === '0') last -= 1;
  const trailing = all.length - last;
  return {
    digits: all.slice(first, last),
    exponent: Number(exponent) - fraction.length + trailing,
  };
}
