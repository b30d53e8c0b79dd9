/** The time of one entry after the other: texts of the ledger's form sort as the times do. */
import { same } from './bytes';
import { TIME, TIME_LENGTH } from './layout';

export const NO_TIME = -1;
export const NOT_EARLIER = 0;
export const EARLIER = 1;

const NO_NUMBER: u32 = 1000;

/** Takes the time at `at`: whether it is earlier than the one before, or none. */
export function takeTime(at: i32): i32 {
  if (same(TIME, at, TIME_LENGTH)) return NOT_EARLIER;
  if (!isTime(at)) return NO_TIME;
  const moved = isEarlier(at) ? EARLIER : NOT_EARLIER;
  memory.copy(TIME, at, TIME_LENGTH);
  return moved;
}

function isEarlier(at: i32): bool {
  for (let word: i32 = 0; word < TIME_LENGTH; word += 8) {
    const now = bswap(load<u64>(at + word));
    const before = bswap(load<u64>(TIME + word));
    if (now != before) return now < before;
  }
  return false;
}

/** Whether `2026-01-31T23:59:59.999Z` or its like stands there. */
function isTime(at: i32): bool {
  if (load<u8>(at + 4) != 0x2d || load<u8>(at + 7) != 0x2d) return false;
  if (load<u8>(at + 10) != 0x54) return false;
  if (load<u8>(at + 13) != 0x3a || load<u8>(at + 16) != 0x3a) return false;
  if (load<u8>(at + 19) != 0x2e || load<u8>(at + 23) != 0x5a) return false;
  const month = two(at + 5);
  const day = two(at + 8);
  return (
    two(at) < 100 &&
    two(at + 2) < 100 &&
    month > 0 &&
    month < 13 &&
    day > 0 &&
    day < 32 &&
    two(at + 11) < 24 &&
    two(at + 14) < 60 &&
    two(at + 17) < 60 &&
    two(at + 20) < 100 &&
    two(at + 21) < 100
  );
}

/** The number of two digits; `NO_NUMBER` where one is none. */
function two(at: i32): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at + 1) - 0x30;
  return tens > 9 || ones > 9 ? NO_NUMBER : 10 * tens + ones;
}
