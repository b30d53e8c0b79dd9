/** What the data of an entry say of its exchange. */
import { same } from './bytes';
import {
  ID,
  ID_BYTES,
  ID_LENGTH,
  INTENT,
  INTENT_LENGTH,
  KEY,
  KEY_LENGTH,
  NONE,
  RECORD_ID,
  RECORD_INTENT,
  RECORD_KEY,
  RECORD_NAMED,
} from './layout';

/** Length of an id as text (a UUID, RFC 9562, in lower case). */
const UUID = 36;
const DASH: u8 = 0x2d;
/** Whole numbers up to this a double has, and how many digits it has. */
const MAX_SAFE: u64 = 9007199254740991;
const MAX_DIGITS = 16;

/** Reads the data from `data` to before the brace in front of `end` into `record`. */
export function readExchange(data: i32, end: i32, record: i32): void {
  const id = data + ID_LENGTH;
  const named = same(ID, data, ID_LENGTH) && readId(id, record + RECORD_ID);
  if (!named) memory.fill(record + RECORD_ID, 0, ID_BYTES);
  store<i32>(record + RECORD_NAMED, named ? 1 : 0);
  const key = id + UUID + 1;
  const intent = readNumber(KEY, KEY_LENGTH, key, end, record + RECORD_KEY);
  readNumber(INTENT, INTENT_LENGTH, intent, end, record + RECORD_INTENT);
}

/**
 * Reads the number behind the name at `name` where that stands at `at`, before `end`; gives where it ends, `at` where there is
 * none.
 */
function readNumber(name: i32, length: i32, at: i32, end: i32, to: i32): i32 {
  store<f64>(to, NONE);
  const begin = at + length;
  if (begin > end || !same(name, at, length)) return at;
  let behind = begin;
  let value: u64 = 0;
  // The brace in front of `end` is no digit.
  for (let digit = digitAt(behind); digit <= 9; digit = digitAt(behind)) {
    value = 10 * value + digit;
    behind += 1;
  }
  if (behind == begin || behind - begin > MAX_DIGITS || value > MAX_SAFE) return at;
  store<f64>(to, <f64>value);
  return behind;
}

function digitAt(at: i32): u32 {
  return <u32>load<u8>(at) - 0x30;
}

/** Reads the id at `at` as 16 bytes into `to`; false where there is none. */
function readId(at: i32, to: i32): bool {
  if (load<u8>(at + 8) != DASH || load<u8>(at + 13) != DASH) return false;
  if (load<u8>(at + 18) != DASH || load<u8>(at + 23) != DASH) return false;
  const front = v128.load(at);
  const middle = v128.load(at + 16);
  const back = v128.load(at + 20);
  // The digits, without the dashes between them.
  const first = i8x16.shuffle(front, middle, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17);
  const second = i8x16.shuffle(
    middle,
    back,
    3,
    4,
    5,
    6,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    31,
  );
  if (!areHex(first) || !areHex(second)) return false;
  v128.store(to, i8x16.narrow_i16x8_u(toBytes(first), toBytes(second)));
  return true;
}

function isDigit(text: v128): v128 {
  return i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x30)), i8x16.splat(10));
}

function areHex(text: v128): bool {
  const isLetter = i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x61)), i8x16.splat(6));
  return i8x16.all_true(v128.or(isDigit(text), isLetter));
}

/** Of each two digits the byte that they are, in 16 bits. */
function toBytes(text: v128): v128 {
  const offset = v128.bitselect(i8x16.splat(0x30), i8x16.splat(0x57), isDigit(text));
  const values = i8x16.sub(text, offset);
  const high = i16x8.shl(v128.and(values, i16x8.splat(0xff)), 4);
  return v128.or(high, i16x8.shr_u(values, 8));
}
