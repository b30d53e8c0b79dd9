/**
 * Finds what may end or change a string: quotes, backslashes and control characters. They are looked for in
 * 64 bytes at once, so that the next few need only be counted from bits: strings are mostly short, and to
 * compare bytes anew from each one's start would have each wait for the end of the one before.
 */
import { BACKSLASH } from './bytes';
import { BLOCK, IN, STOPS } from './layout';

/** Bytes of a block. */
const SIZE: usize = 64;

/** The chunk begins. */
export function beginBlocks(): void {
  look(IN);
}

/** The place of the next of them, from `from` on: at the latest the chunk's end, behind which stands a zero. */
// @ts-ignore: decorator
@inline
export function findStop(from: usize): usize {
  const passed = from - <usize>load<u32>(BLOCK);
  if (passed < SIZE) {
    const stops = load<u64>(STOPS) >> (<u64>passed);
    if (stops != 0) return from + <usize>ctz(stops);
  }
  return findLater(from);
}

/** As `findStop`, where the block that is known has none any more. */
function findLater(from: usize): usize {
  let block = <usize>load<u32>(BLOCK) + SIZE;
  if (from >= block + SIZE) block = from & ~(SIZE - 1);
  const start = max(from, block);
  const stops = look(block) >> (<u64>(start - block));
  if (stops != 0) return start + <usize>ctz(stops);
  while (true) {
    block += SIZE;
    const later = look(block);
    if (later != 0) return block + <usize>ctz(later);
  }
}

/** Looks at a block. */
function look(block: usize): u64 {
  const stops =
    stopsAt(block) |
    (stopsAt(block + 16) << 16) |
    (stopsAt(block + 32) << 32) |
    (stopsAt(block + 48) << 48);
  store<u32>(BLOCK, block);
  store<u64>(STOPS, stops);
  return stops;
}

/** With these bits flipped, quotes and control characters are the least of all signed bytes. */
function stopsAt(at: usize): u64 {
  const bytes = v128.load(at);
  const flipped = v128.xor(bytes, i8x16.splat(<i8>0x82));
  const isStop = v128.or(
    i8x16.lt_s(flipped, i8x16.splat(<i8>0xa1)),
    i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)),
  );
  return <u64>(<u32>i8x16.bitmask(isStop));
}
