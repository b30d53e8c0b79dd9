/** Looks through entries that follow one another, as long as each is the one that must stand there. */
import { same } from './bytes';
import { readExchange } from './exchange';
import { headLength, isHead, nextHead } from './head';
import {
  ENDS,
  HASH_BYTES,
  LEAVES,
  MAX_ENTRY,
  MAX_LINES,
  MIDDLES,
  MIDDLE_COUNT,
  MIDDLE_SIZE,
  MIDDLE_TEXT,
  OTHER,
  RECORDS,
  RECORD_DATA,
  RECORD_FELL,
  RECORD_SIZE,
  RECORD_TYPE,
  TIME_LENGTH,
} from './layout';
import { EARLIER, NO_TIME, takeTime } from './time';

export { readExchange };

const LF: u8 = 0x0a;
const CLOSING_BRACE: u8 = 0x7d;

/**
 * Finds the lines from `begin` to before `end`; gives how many end there, at most `MAX_LINES`. In front of each stands a zero then,
 * as in what a leaf hash is made of.
 */
export function split(begin: i32, end: i32): i32 {
  store<u8>(begin - 1, 0);
  let count: i32 = 0;
  for (let at = begin; at < end; at += 16) {
    let feeds = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(LF)));
    for (; feeds != 0; feeds &= feeds - 1) {
      const feed = at + ctz(feeds);
      if (feed >= end || count == MAX_LINES) return count;
      store<i32>(ENDS + 4 * count, feed);
      store<u8>(feed, 0);
      count += 1;
    }
  }
  return count;
}

/**
 * Checks the `count` lines of which the first begins at `begin`, and whose leaf hashes are there; gives how many entries come before
 * one that cannot stand where it does: not of the form, of another number, behind another entry.
 */
export function check(begin: i32, count: i32): i32 {
  let from = begin;
  for (let line = 0; line < count; line += 1) {
    const end = load<i32>(ENDS + 4 * line);
    const leaf = LEAVES + HASH_BYTES * line;
    const record = RECORDS + RECORD_SIZE * line;
    if (!checkEntry(from, end, leaf, record)) return line;
    nextHead();
    from = end + 1;
  }
  memory.copy(LEAVES, LEAVES + HASH_BYTES * count, HASH_BYTES);
  return count;
}

function checkEntry(begin: i32, end: i32, leaf: i32, record: i32): bool {
  if (end - begin > MAX_ENTRY || load<u8>(end - 1) != CLOSING_BRACE) return false;
  if (!isHead(begin, leaf)) return false;
  const time = begin + headLength();
  const moved = takeTime(time);
  if (moved == NO_TIME) return false;
  store<i32>(record + RECORD_FELL, moved == EARLIER ? 1 : 0);
  readRest(time + TIME_LENGTH, end, record);
  return true;
}

/** Reads what stands behind the time of an entry. */
function readRest(at: i32, end: i32, record: i32): void {
  const count = load<i32>(MIDDLE_COUNT);
  for (let type = 0; type < count; type += 1) {
    const middle = MIDDLES + MIDDLE_SIZE * type;
    const length = load<i32>(middle);
    if (!same(middle + MIDDLE_TEXT, at, length)) continue;
    // The last byte of a middle is the brace that the data begin with.
    const data = at + length - 1;
    store<i32>(record + RECORD_TYPE, type);
    store<i32>(record + RECORD_DATA, data);
    readExchange(data, end, record);
    return;
  }
  store<i32>(record + RECORD_TYPE, OTHER);
  store<i32>(record + RECORD_DATA, at);
}
