/** Values that are no containers. */
import { COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, SPACE } from './bytes';
import {
  COLON_NEXT,
  COMMA_OR_CLOSE,
  IN_LITERAL,
  IN_NAME,
  IN_NUMBER,
  IN_STRING,
  MODE,
  NAME,
  NOT_JSON,
  VALUE,
} from './layout';
import { scanLiteral } from './literals';
import { scanNumber } from './numbers';
import { fail, FAULT, skipString } from './strings';

/** Whether what begins with that byte is such a value, if it is anything. */
// @ts-ignore: decorator
@inline
export function isScalar(byte: u32): bool {
  return byte > SPACE && (byte | 0x20) != OPEN_OBJECT;
}

/** The place after the value at `at`, which begins with that byte. MODE says what it is. */
// @ts-ignore: decorator
@inline
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

/** Skips members of which nothing is to be known, from the quote at `from` on, as long as no container comes. MODE says what comes next. */
export function skipMembers(from: usize): usize {
  let at = from;
  while (true) {
    let after = skipString(at + 1);
    if (after <= FAULT) return stop(after, IN_NAME);
    if (load<u8>(after) != COLON) return stop(after, COLON_NEXT);
    at = after + 1;
    const byte: u32 = load<u8>(at);
    if (byte == QUOTE) {
      after = skipString(at + 1);
      if (after <= FAULT) return stop(after, IN_STRING);
    } else {
      if (!isScalar(byte)) return stop(at, VALUE);
      after = skipOther(at, byte);
      if (after <= FAULT) return after;
    }
    if (load<u8>(after) != COMMA) return stop(after, COMMA_OR_CLOSE);
    at = after + 1;
    if (load<u8>(at) != QUOTE) return stop(at, NAME);
  }
}

/** As `skipMembers`, of elements. */
export function skipItems(from: usize): usize {
  let at = from;
  while (true) {
    const byte: u32 = load<u8>(at);
    let after: usize;
    if (byte == QUOTE) {
      after = skipString(at + 1);
      if (after <= FAULT) return stop(after, IN_STRING);
    } else {
      if (!isScalar(byte)) return stop(at, VALUE);
      after = skipOther(at, byte);
      if (after <= FAULT) return after;
    }
    if (load<u8>(after) != COMMA) return stop(after, COMMA_OR_CLOSE);
    at = after + 1;
  }
}

function stop(at: usize, mode: i32): usize {
  store<i32>(MODE, mode);
  return at;
}
