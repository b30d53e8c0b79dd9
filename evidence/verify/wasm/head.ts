/** The only beginning that the next entry can have: its number and the leaf hash of the entry before. */
import { same } from './bytes';
import {
  BEHIND_HASH,
  BEHIND_HASH_LENGTH,
  HASH_BYTES,
  HEAD,
  HEAD_DIGIT,
  HEAD_LENGTH,
  HEX_DIGITS,
} from './layout';

const ZERO: u8 = 0x30;
const NINE: u8 = 0x39;

/** Length of a head up to the time. */
export function headLength(): i32 {
  return load<i32>(HEAD_LENGTH) + 2 * HASH_BYTES + BEHIND_HASH_LENGTH;
}

/** Whether it stands at `begin`, with the hash at `leaf`. */
export function isHead(begin: i32, leaf: i32): bool {
  const length = load<i32>(HEAD_LENGTH);
  const hash = begin + length;
  return (
    same(HEAD, begin, length) &&
    isHex(leaf, hash) &&
    same(BEHIND_HASH, hash + 2 * HASH_BYTES, BEHIND_HASH_LENGTH)
  );
}

/** Goes on to the entry behind. */
export function nextHead(): void {
  let at = load<i32>(HEAD_DIGIT);
  while (load<u8>(at) == NINE) {
    store<u8>(at, ZERO);
    at -= 1;
  }
  const digit = load<u8>(at);
  if (digit >= ZERO && digit < NINE) store<u8>(at, digit + 1);
  else widen(at + 1);
}

/** All digits were nines: a one is put in front of the zeros that they became. */
function widen(at: i32): void {
  const length = load<i32>(HEAD_LENGTH);
  memory.copy(at + 1, at, HEAD + length - at);
  store<u8>(at, ZERO + 1);
  store<i32>(HEAD_LENGTH, length + 1);
  store<i32>(HEAD_DIGIT, load<i32>(HEAD_DIGIT) + 1);
}

/** Whether the hash at `hash` stands at `digits` in lower-case hex. */
function isHex(hash: i32, digits: i32): bool {
  return isHexHalf(hash, digits) && isHexHalf(hash + 16, digits + 32);
}

function isHexHalf(hash: i32, digits: i32): bool {
  const table = v128.load(HEX_DIGITS);
  const bytes = v128.load(hash);
  const high = i8x16.shr_u(bytes, 4);
  const low = v128.and(bytes, i8x16.splat(0x0f));
  const first = i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const second = i8x16.shuffle(
    high,
    low,
    8,
    24,
    9,
    25,
    10,
    26,
    11,
    27,
    12,
    28,
    13,
    29,
    14,
    30,
    15,
    31,
  );
  const odd = v128.or(
    v128.xor(i8x16.swizzle(table, first), v128.load(digits)),
    v128.xor(i8x16.swizzle(table, second), v128.load(digits + 16)),
  );
  return !v128.any_true(odd);
}
