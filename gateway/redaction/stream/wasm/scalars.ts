/** Values that are no containers. */
import { OPEN_OBJECT, QUOTE, SPACE } from './bytes';
import { IN_LITERAL, IN_NUMBER, IN_STRING, MODE, NOT_JSON } from './layout';
import { scanLiteral } from './literals';
import { scanNumber } from './numbers';
import { fail, skipString } from './strings';

/** Whether what begins with that byte is such a value, if it is anything. */
export function isScalar(byte: u32): bool {
  // The two brackets that open differ in one bit.
  return byte > SPACE && (byte | 0x20) != OPEN_OBJECT;
}

/** The place after the value at `at`, which begins with that byte. MODE says what it is. */
export function skipScalar(at: usize, byte: u32): usize {
  if (byte == QUOTE) {
    store<i32>(MODE, IN_STRING);
    return skipString(at + 1);
  }
  return skipOther(at, byte);
}

/** As `skipScalar`, of what is no string. */
export function skipOther(at: usize, byte: u32): usize {
  if (byte < 0x3a) {
    store<i32>(MODE, IN_NUMBER);
    return scanNumber(at);
  }
  if (byte == 0x74 || byte == 0x66 || byte == 0x6e) {
    store<i32>(MODE, IN_LITERAL);
    return scanLiteral(at);
  }
  return fail(at, NOT_JSON);
}
