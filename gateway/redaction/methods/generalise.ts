import { readDecimal } from '../../json/exact-number.ts';
import type { MaskedValue } from '../contract.ts';
import { readDate } from './date.ts';
import { refuseValue, type Method } from './method.ts';

/** Whole digits of a number that is put into a range; the text would be twice as long. */
const MAX_WHOLE_DIGITS = 1000;

/** A coarser text: `1984`, `1984-03` or `30-39`. Throws a Refusal for another kind of value. */
export function generalise(value: MaskedValue, method: Method): string {
  if (method.to === 'range') return toRange(value, method);
  const date = value.kind === 'string' ? readDate(value.value) : undefined;
  if (!date) throw refuseValue(method, 'what is not an RFC 3339 date and cannot be generalised');
  return method.to === 'year' ? date.year : `${date.year}-${date.month}`;
}

/** The range `low-high` of the number x has low ≤ x < high + 1, so that 39.5 lies in `30-39`. */
function toRange(value: MaskedValue, method: Method): string {
  const number = value.kind === 'number' ? floor(value.lexeme) : undefined;
  if (number === undefined) {
    throw refuseValue(method, `what is not a number of at most ${MAX_WHOLE_DIGITS} digits`);
  }
  const step = BigInt(method.step!);
  const low = number - (((number % step) + step) % step);
  return `${low}-${low + step - 1n}`;
}

/** The largest integer that is not above a number, exact; undefined where it is too long. */
function floor(lexeme: string): bigint | undefined {
  const { digits, exponent } = readDecimal(lexeme);
  const wholeDigits = digits === '' ? 0 : Math.max(0, digits.length + exponent);
  if (wholeDigits > MAX_WHOLE_DIGITS) return undefined;
  const whole = BigInt(digits.slice(0, wholeDigits).padEnd(wholeDigits, '0') || '0');
  if (!lexeme.startsWith('-')) return whole;
  return digits.length > wholeDigits ? -whole - 1n : -whole;
}
