/** Numbers (RFC 8259 section 6), which chunks may cut anywhere. */
import { END, NOT_JSON, NUMBER, SPLAT_DIGIT, SPLAT_DIGIT_FLIP } from './layout';
import { CUT, fail } from './strings';

/** What of a number has come. */
const START: u32 = 1;
const SIGN: u32 = 2;
const ZERO: u32 = 3;
const WHOLE: u32 = 4;
const POINT: u32 = 5;
const FRACTION: u32 = 6;
const LETTER_E: u32 = 7;
const EXPONENT_SIGN: u32 = 8;
const EXPONENT: u32 = 9;

/** The place after a number. */
export function scanNumber(from: usize): usize {
  const at = skipNumber(from);
  if (at != 0) return at;
  store<u32>(NUMBER, START);
  return resumeNumber(from);
}

/** Goes on with a number that a chunk's end cut. */
export function resumeNumber(from: usize): usize {
  const end = load<u32>(END);
  let state = load<u32>(NUMBER);
  for (let at = from; at < end; at += 1) {
    const next = step(state, load<u8>(at));
    if (next == 0) return mayEnd(state) ? at : fail(at, NOT_JSON);
    state = next;
  }
  store<u32>(NUMBER, state);
  return CUT;
}

/** Whether the text may end with what has come of the number. */
export function mayEndNumber(): bool {
  return mayEnd(load<u32>(NUMBER));
}

function mayEnd(state: u32): bool {
  return state == ZERO || state == WHOLE || state == FRACTION || state == EXPONENT;
}

/** What has come after the next byte; zero where it does not belong to the number. */
function step(state: u32, byte: u32): u32 {
  const isDigit = byte - 0x30 < 10;
  switch (state) {
    case START:
      if (byte == 0x2d) return SIGN;
    // fall through
    case SIGN:
      if (byte == 0x30) return ZERO;
      return isDigit ? WHOLE : 0;
    case WHOLE:
      if (isDigit) return WHOLE;
    // fall through
    case ZERO:
      if (byte == 0x2e) return POINT;
      return isLetterE(byte) ? LETTER_E : 0;
    case FRACTION:
      if (isLetterE(byte)) return LETTER_E;
    // fall through
    case POINT:
      return isDigit ? FRACTION : 0;
    case LETTER_E:
      if (byte == 0x2b || byte == 0x2d) return EXPONENT_SIGN;
    // fall through
    default:
      return isDigit ? EXPONENT : 0;
  }
}

function isLetterE(byte: u32): bool {
  return (byte | 0x20) == 0x65;
}

/** The place after a number that is whole in the chunk, with something after it; else zero. */
function skipNumber(from: usize): usize {
  let at = from;
  if (load<u8>(at) == 0x2d) at += 1;
  const first: u32 = <u32>load<u8>(at) - 0x30;
  if (first > 9) return 0;
  at = first == 0 ? at + 1 : skipDigits(at + 1);
  if (load<u8>(at) == 0x2e) {
    const fraction = at + 1;
    at = skipDigits(fraction);
    if (at == fraction) return 0;
  }
  if (isLetterE(load<u8>(at))) {
    at += 1;
    if (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d) at += 1;
    const exponent = at;
    at = skipDigits(exponent);
    if (at == exponent) return 0;
  }
  return at >= load<u32>(END) ? 0 : at;
}

// With these bits flipped, digits are the least of all signed bytes.
v128.store(SPLAT_DIGIT_FLIP, i8x16.splat(<i8>0xb0));
v128.store(SPLAT_DIGIT, i8x16.splat(<i8>0x89));

function skipDigits(from: usize): usize {
  let at = from;
  while (true) {
    const flipped = v128.xor(v128.load(at), v128.load(SPLAT_DIGIT_FLIP));
    const others = i8x16.bitmask(i8x16.gt_s(flipped, v128.load(SPLAT_DIGIT)));
    if (others != 0) return at + ctz(others);
    at += 16;
  }
}
