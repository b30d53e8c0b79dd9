/** Finds the end of a string, which chunks may cut anywhere. */
import { BACKSLASH, QUOTE } from './bytes';
import {
  AFTER_FIRST_HALF,
  DIGITS,
  END,
  ESCAPE,
  ESCAPED,
  FAULT_AT,
  LONE_SURROGATE,
  NOT_JSON,
  SPLAT_BACKSLASH,
  SPLAT_FLIP,
  SPLAT_STOP,
  UNIT,
} from './layout';

/** Less than any place: the chunk ends first, or it is a fault, whose code is put away. */
export const CUT: usize = 0;
export const FAULT: usize = 1;

/** What the next byte must be, within an escape. */
const PLAIN: u32 = 0;
const LETTER: u32 = 1;
const HEX: u32 = 2;
/** After the first half of a character beyond U+FFFF: the backslash and the `u` of the second. */
const SECOND_BACKSLASH: u32 = 3;
const SECOND_LETTER: u32 = 4;
const LETTER_U: u32 = 0x75;

/** Why a token was not one. */
export let fault: i32 = NOT_JSON;

/** The place after the closing quote of a string of which `from` is in the inside. */
export function skipString(from: usize): usize {
  const at = findStop(from);
  return load<u8>(at) == QUOTE ? at + 1 : skipRest(at);
}

/** As `skipString`, from what is no quote, and may not stand in it as it is. */
function skipRest(from: usize): usize {
  let at = from;
  while (true) {
    const byte: u32 = load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte != BACKSLASH) return at >= load<u32>(END) ? CUT : fail(at, NOT_JSON);
    store<u32>(ESCAPED, 1);
    if (isPlainLetter(load<u8>(at + 1))) {
      at += 2;
    } else {
      store<u32>(ESCAPE, LETTER);
      at = takeEscape(at + 1);
      if (at <= FAULT) return at;
    }
    at = findStop(at);
  }
}

/** The place of the next quote, backslash or control character, such as the zero behind the chunk. */
function findStop(from: usize): usize {
  const stops = stopsAt(from);
  return stops != 0 ? from + ctz(stops) : findLater(from + 16);
}

/** As `findStop`, which takes the first 16 bytes itself, as most strings are short. */
function findLater(from: usize): usize {
  let at = from;
  while (true) {
    const first = stopsAt(at);
    if (first != 0) return at + ctz(first);
    const second = stopsAt(at + 16);
    if (second != 0) return at + 16 + ctz(second);
    at += 32;
  }
}

// With these bits flipped, quotes and control characters are the least of all signed bytes.
v128.store(SPLAT_FLIP, i8x16.splat(<i8>0x82));
v128.store(SPLAT_STOP, i8x16.splat(<i8>0xa1));
v128.store(SPLAT_BACKSLASH, i8x16.splat(<i8>BACKSLASH));

/** Which of the next 16 bytes stop a string, a bit each. */
function stopsAt(at: usize): i32 {
  const bytes = v128.load(at);
  const flipped = v128.xor(bytes, v128.load(SPLAT_FLIP));
  return i8x16.bitmask(
    v128.or(
      i8x16.lt_s(flipped, v128.load(SPLAT_STOP)),
      i8x16.eq(bytes, v128.load(SPLAT_BACKSLASH)),
    ),
  );
}

/** Goes on with a string that a chunk's end cut. */
export function resumeString(from: usize): usize {
  let at = from;
  if (load<u32>(ESCAPE) != PLAIN) at = takeEscape(at);
  return at <= FAULT ? at : skipString(at);
}

/** What may follow a backslash besides `u` (RFC 8259 section 7): "\/bfnrt. */
function isPlainLetter(byte: u32): bool {
  if (byte < 64) return byte == QUOTE || byte == 0x2f;
  // A bit for each of \, b, f, n, r and t, counted from @.
  const letters: u64 =
    (1 << 28) |
    ((<u64>1) << 34) |
    ((<u64>1) << 38) |
    ((<u64>1) << 46) |
    ((<u64>1) << 50) |
    ((<u64>1) << 52);
  return byte < 128 && ((letters >> (byte - 64)) & 1) != 0;
}

/** The place after an escape, of which the first bytes may have come before. */
function takeEscape(from: usize): usize {
  const end = load<u32>(END);
  for (let at = from; at < end; at += 1) {
    if (!takeByte(load<u8>(at))) return fail(at, fault);
    if (load<u32>(ESCAPE) == PLAIN) return at + 1;
  }
  return CUT;
}

function takeByte(byte: u32): bool {
  fault = NOT_JSON;
  switch (load<u32>(ESCAPE)) {
    case LETTER: {
      if (byte == LETTER_U) expectDigits();
      else store<u32>(ESCAPE, PLAIN);
      return byte == LETTER_U || isPlainLetter(byte);
    }
    case HEX:
      return takeDigit(byte);
    case SECOND_BACKSLASH: {
      store<u32>(ESCAPE, SECOND_LETTER);
      fault = LONE_SURROGATE;
      return byte == BACKSLASH;
    }
    default: {
      expectDigits();
      fault = LONE_SURROGATE;
      return byte == LETTER_U;
    }
  }
}

function expectDigits(): void {
  store<u32>(ESCAPE, HEX);
  store<u32>(DIGITS, 0);
  store<u32>(UNIT, 0);
}

/** RFC 8259 section 8.2: half a character alone is read in many ways. */
function takeDigit(byte: u32): bool {
  const digit = hexOf(byte);
  if (digit > 15) return false;
  const unit = load<u32>(UNIT) * 16 + digit;
  const digits = load<u32>(DIGITS) + 1;
  store<u32>(UNIT, unit);
  store<u32>(DIGITS, digits);
  if (digits < 4) return true;
  const isFirstHalf = unit >= 0xd800 && unit < 0xdc00;
  const isSecondHalf = unit >= 0xdc00 && unit < 0xe000;
  if (isSecondHalf != (load<u32>(AFTER_FIRST_HALF) != 0)) {
    fault = LONE_SURROGATE;
    return false;
  }
  store<u32>(AFTER_FIRST_HALF, isFirstHalf ? 1 : 0);
  store<u32>(ESCAPE, isFirstHalf ? SECOND_BACKSLASH : PLAIN);
  return true;
}

/** Above 15 for what is no digit. */
function hexOf(byte: u32): u32 {
  if (byte - 0x30 < 10) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

/** Puts a fault away. */
export function fail(at: usize, code: i32): usize {
  fault = code;
  store<u32>(FAULT_AT, at);
  return FAULT;
}
