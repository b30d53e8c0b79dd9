/** What is to leave. */
import { flush, located } from './host';
import {
  COUNTERS,
  END,
  FREE,
  FROM,
  IN,
  OUT,
  OUT_AT,
  OUT_SIZE,
  PLACES,
  SLACK,
  SPLAT_ZERO,
  STATE_MASK,
  STATE_TEXT,
  STATE_TEXT_LENGTH,
} from './layout';

/** Above so many bytes the engine copies faster. */
const MANY_BYTES: u32 = 256;
const MANY_TO_CLEAR: usize = 4096;

/** The chunk's bytes before `to` leave, but for those that have been dealt with. */
export function leave(to: usize): void {
  const from = load<u32>(FROM);
  if (to > from) put(from, <u32>(to - from));
  store<u32>(FROM, to);
}

/** What a simple state puts leaves instead of the value that begins at `at`. */
export function mask(at: usize, state: usize): void {
  leave(at);
  put(load<u32>(state + STATE_TEXT), load<u32>(state + STATE_TEXT_LENGTH));
  const index = load<u32>(state + STATE_MASK);
  const counter = load<u32>(COUNTERS) + index * 4;
  store<u32>(counter, load<u32>(counter) + 1);
  if (load<u32>(load<u32>(PLACES) + index * 4) != 0) located(index);
}

/** Makes all zero that the body has left behind; of what left, the bytes before `end`. */
export function wipe(end: usize): void {
  // Zero where no chunk was begun.
  const chunkEnd: usize = load<u32>(END);
  if (chunkEnd > <usize>IN) clear(IN, chunkEnd);
  clear(OUT, end + SLACK);
  for (let at: usize = 0; at < <usize>FREE; at += 16) v128.store(at, i8x16.splat(0));
}

/** Makes zero what is from `start` to before `end`, and up to 63 bytes behind, which nobody uses. */
function clear(start: usize, end: usize): void {
  if (end - start > MANY_TO_CLEAR) {
    memory.fill(start, 0, end - start);
    return;
  }
  const zeros = v128.load(SPLAT_ZERO);
  for (let at = start; at < end; at += 64) {
    v128.store(at, zeros);
    v128.store(at, zeros, 16);
    v128.store(at, zeros, 32);
    v128.store(at, zeros, 48);
  }
}

function put(from: usize, length: u32): void {
  if (load<u32>(OUT_AT) + length > <u32>(OUT + OUT_SIZE)) flush();
  const to = load<u32>(OUT_AT);
  store<u32>(OUT_AT, to + length);
  if (length > MANY_BYTES) {
    memory.copy(to, from, length);
    return;
  }
  // What is copied too much is overwritten by what comes next.
  for (let done: u32 = 0; done < length; done += 16) {
    v128.store(to + done, v128.load(from + done));
  }
}
