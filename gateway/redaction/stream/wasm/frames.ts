/** The open containers that are followed. */
import { resolveItem } from './host';
import {
  CHILD,
  FRAME_GUESS,
  FRAME_HAS_KEPT,
  FRAME_INDEX,
  FRAME_IS_ARRAY,
  FRAME_IS_EMPTY,
  FRAME_NAME_LENGTH,
  FRAME_SIZE,
  FRAME_STATE,
  FRAME_TOLD,
  FRAMES,
  PATH_BYTES,
  PATH_LIMIT,
  STATE_GUESSES,
  STATE_LAST_ITEMS,
  STATE_SETTLED_AT,
  TOP,
} from './layout';

export function frameAt(top: u32): usize {
  return FRAMES + top * FRAME_SIZE;
}

/** A container opens that is followed. Whether the names that lead to it are not too long. */
export function openFrame(isArray: bool, told: u32): bool {
  const top = load<u32>(TOP);
  const bytes = load<u32>(PATH_BYTES) + load<u32>(frameAt(top) + FRAME_NAME_LENGTH);
  if (bytes > load<u32>(PATH_LIMIT)) return false;
  store<u32>(PATH_BYTES, bytes);
  const state: usize = load<u32>(CHILD);
  const frame = frameAt(top + 1);
  store<u32>(TOP, top + 1);
  store<u32>(frame + FRAME_STATE, state);
  store<u32>(frame + FRAME_IS_ARRAY, isArray);
  store<f64>(frame + FRAME_INDEX, -1);
  store<u32>(frame + FRAME_GUESS, state + STATE_GUESSES);
  store<u32>(frame + FRAME_NAME_LENGTH, 0);
  store<u32>(frame + FRAME_TOLD, told);
  store<u32>(frame + FRAME_IS_EMPTY, 1);
  store<u32>(frame + FRAME_HAS_KEPT, 0);
  return true;
}

/** The innermost closes: who is told that it has ended. */
export function closeFrame(): u32 {
  const top = load<u32>(TOP) - 1;
  store<u32>(TOP, top);
  store<u32>(PATH_BYTES, load<u32>(PATH_BYTES) - load<u32>(frameAt(top) + FRAME_NAME_LENGTH));
  return load<u32>(frameAt(top + 1) + FRAME_TOLD);
}

/** The next element of an array begins. */
export function nextItem(frame: usize): void {
  const index = load<f64>(frame + FRAME_INDEX) + 1;
  store<f64>(frame + FRAME_INDEX, index);
  const state: usize = load<u32>(frame + FRAME_STATE);
  if (index < load<f64>(state + STATE_SETTLED_AT)) {
    store<u32>(CHILD, resolveItem(state, index));
    return;
  }
  let child: usize = load<u32>(state + STATE_LAST_ITEMS);
  if (child == 0) {
    child = resolveItem(state, index);
    store<u32>(state + STATE_LAST_ITEMS, child);
  }
  store<u32>(CHILD, child);
}
