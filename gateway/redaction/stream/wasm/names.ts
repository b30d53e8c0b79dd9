/** Which state a member has, by its name. */
import { resolveName } from './host';
import {
  ENTRY_BYTES,
  ENTRY_CHILD,
  ENTRY_LENGTH,
  ENTRY_NEXT,
  FREE,
  GUESS_BYTES,
  GUESS_CHILD,
  GUESS_FLAGS,
  GUESS_LENGTH,
  GUESS_MASK,
  GUESS_MASK_2,
  GUESS_NEXT,
  GUESS_SIZE,
  IS_DEAD,
  IS_PLAIN,
  IS_PLAIN_SCALAR,
  IS_SIMPLE,
  IS_SIMPLE_SCALAR,
  IS_WATCHED,
  IS_WAY_ONLY,
  STATE_FLAGS,
  STATE_GUESS_COUNT,
  STATE_GUESSES,
  STATE_NAMES,
  STATE_NAMES_MASK,
  STATE_OTHER,
} from './layout';

/** With quotes and colon. Longer names, and more, are not learnt: a body may not fill memory. */
export const MAX_GUESS: u32 = 32;
const MAX_GUESSES: u32 = 48;

/** Whether the name at `at`, its quotes and the colon behind it are as guessed. */
export function isGuessed(at: usize, guess: usize): bool {
  const first = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(guess + GUESS_BYTES)));
  const mask = load<u32>(guess + GUESS_MASK);
  if ((first & mask) != mask) return false;
  const mask2 = load<u32>(guess + GUESS_MASK_2);
  if (mask2 == 0) return true;
  const second = i8x16.bitmask(i8x16.eq(v128.load(at + 16), v128.load(guess + GUESS_BYTES + 16)));
  return (second & mask2) == mask2;
}

/** The state of the member whose name stands, without escapes, from `start` to before `end`. */
export function findMember(state: usize, start: usize, end: usize): usize {
  const entry = findEntry(state, start, end);
  const cell = entry == 0 ? state + STATE_OTHER : entry + ENTRY_CHILD;
  const known = load<u32>(cell);
  if (known != 0) return known;
  const child = resolveName(state, start, end, 0);
  store<u32>(cell, child);
  return child;
}

function findEntry(state: usize, start: usize, end: usize): usize {
  const slots: usize = load<u32>(state + STATE_NAMES);
  if (slots == 0) return 0;
  const length = <u32>(end - start);
  const slot = slotOf(start, length) & load<u32>(state + STATE_NAMES_MASK);
  let entry: usize = load<u32>(slots + slot * 4);
  while (entry != 0 && !isEntry(entry, start, length)) entry = load<u32>(entry + ENTRY_NEXT);
  return entry;
}

/** By length and the outer bytes: names that are asked for together mostly differ in these. */
export function slotOf(start: usize, length: u32): u32 {
  if (length == 0) return 0;
  return length * 7 + <u32>load<u8>(start) * 31 + <u32>load<u8>(start + length - 1) * 3;
}

function isEntry(entry: usize, start: usize, length: u32): bool {
  if (load<u32>(entry + ENTRY_LENGTH) != length) return false;
  return memory.compare(entry + ENTRY_BYTES, start, length) == 0;
}

/**
 * Learns a name that was not guessed, whose opening quote is at `at`, after the guess to which
 * `cell` leads. Where the pointer to the next guess stands now.
 *
 * Objects in one place mostly have the same names in the same order, so that a name need only be
 * compared with the guess, which is faster than to find its end and look it up.
 */
export function learn(cell: usize, state: usize, at: usize, length: u32, child: usize): usize {
  const count = load<u32>(state + STATE_GUESS_COUNT);
  if (load<u32>(cell) != 0 || count == MAX_GUESSES || length + 3 > MAX_GUESS) return cell;
  const guess: usize = load<u32>(FREE);
  store<u32>(FREE, guess + GUESS_SIZE);
  if (guess + GUESS_SIZE > (<usize>memory.size()) << 16 && memory.grow(1) < 0) unreachable();
  store<u32>(state + STATE_GUESS_COUNT, count + 1);
  store<u32>(cell, guess);
  store<u32>(guess + GUESS_CHILD, child);
  store<u32>(guess + GUESS_LENGTH, length + 3);
  store<u32>(guess + GUESS_FLAGS, flagsOf(state, child));
  memory.copy(guess + GUESS_BYTES, at, length + 2);
  store<u8>(guess + GUESS_BYTES + length + 2, 0x3a);
  const mask: u32 = length + 3 >= 32 ? 0xffffffff : (1 << (length + 3)) - 1;
  store<u32>(guess + GUESS_MASK, mask & 0xffff);
  store<u32>(guess + GUESS_MASK_2, mask >> 16);
  return guess + GUESS_NEXT;
}

/** Of the guess of a member. */
function flagsOf(state: usize, child: usize): u32 {
  if ((load<u32>(state + STATE_FLAGS) & IS_WATCHED) != 0) return 0;
  const flags = load<u32>(child + STATE_FLAGS);
  if ((flags & IS_DEAD) != 0) return IS_PLAIN | IS_PLAIN_SCALAR;
  if ((flags & IS_SIMPLE) != 0) return IS_SIMPLE_SCALAR;
  return (flags & IS_WAY_ONLY) != 0 ? IS_PLAIN_SCALAR : 0;
}
