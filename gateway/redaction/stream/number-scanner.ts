/**
 * The grammar of numbers (RFC 8259 section 6) as a table: by what came so far and by the kind of the
 * next byte, what has come then; zero where the byte cannot belong to the number.
 */
export const NUMBER_START = 1;
const SIGN = 2;
const ZERO = 3;
const WHOLE = 4;
const POINT = 5;
const FRACTION = 6;
const LETTER_E = 7;
const EXPONENT_SIGN = 8;
const EXPONENT = 9;

const TABLE = new Uint8Array(16 * 128);
const DIGITS_1_TO_9 = '123456789';
set(NUMBER_START, '-', SIGN);
for (const start of [NUMBER_START, SIGN]) {
  set(start, '0', ZERO);
  set(start, DIGITS_1_TO_9, WHOLE);
}
set(WHOLE, `0${DIGITS_1_TO_9}`, WHOLE);
for (const whole of [ZERO, WHOLE]) set(whole, '.', POINT);
for (const digits of [POINT, FRACTION]) set(digits, `0${DIGITS_1_TO_9}`, FRACTION);
for (const mantissa of [ZERO, WHOLE, FRACTION]) set(mantissa, 'eE', LETTER_E);
set(LETTER_E, '+-', EXPONENT_SIGN);
for (const digits of [LETTER_E, EXPONENT_SIGN, EXPONENT]) {
  set(digits, `0${DIGITS_1_TO_9}`, EXPONENT);
}

function set(before: number, bytes: string, after: number): void {
  for (const byte of Buffer.from(bytes)) TABLE[before * 128 + byte] = after;
}

/** What has come after the next byte; zero where it does not belong to the number. */
export function stepNumber(before: number, byte: number): number {
  return byte < 0x80 ? TABLE[before * 128 + byte]! : 0;
}

/** Whether a number may end there. */
export function mayEnd(state: number): boolean {
  return state === ZERO || state === WHOLE || state === FRACTION || state === EXPONENT;
}
