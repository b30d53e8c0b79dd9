/** What is done where a value begins and ends that stands right in a container that is followed. */
import { OPEN_ARRAY, OPEN_OBJECT } from './bytes';
import { frameAt } from './frames';
import { begin, ended } from './host';
import {
  CHILD,
  FRAME_STATE,
  FROM,
  GOES_INTO_ARRAY,
  GOES_INTO_OBJECT,
  HOST,
  IN_MASKED,
  IS_DEAD,
  IS_SIMPLE,
  IS_SIMPLE_CONTAINER,
  IS_WATCHED,
  IS_WAY_ONLY,
  NEEDS_WHOLE_ARRAY,
  NOBODY,
  STATE_FLAGS,
  TOLD,
  TOP,
  WALKER,
} from './layout';
import { mask } from './output';

/** A value begins. Whether it is followed, if it is a container. */
export function beginValue(at: usize, byte: u32): bool {
  const frame = frameAt(load<u32>(TOP));
  const state: usize = load<u32>(CHILD);
  const flags = load<u32>(state + STATE_FLAGS);
  store<u32>(TOLD, NOBODY);
  if ((load<u32>(load<u32>(frame + FRAME_STATE) + STATE_FLAGS) & IS_WATCHED) == 0) {
    if ((flags & IS_DEAD) != 0) return false;
    const isContainer = byte == OPEN_OBJECT || byte == OPEN_ARRAY;
    const simple = isContainer ? IS_SIMPLE_CONTAINER : IS_SIMPLE;
    if ((flags & simple) != 0 && load<u32>(IN_MASKED) == 0) {
      mask(at, state);
      store<u32>(TOLD, WALKER);
      return false;
    }
    if ((flags & IS_WAY_ONLY) != 0) {
      if (!isContainer) return false;
      const others = byte == OPEN_OBJECT ? IS_WATCHED : IS_WATCHED | NEEDS_WHOLE_ARRAY;
      const into = byte == OPEN_OBJECT ? GOES_INTO_OBJECT : GOES_INTO_ARRAY;
      if ((flags & others) == 0) return (flags & into) != 0;
    }
  }
  store<u32>(TOLD, HOST);
  return begin(at) != 0;
}

/** It has ended before `at`. */
export function endValue(at: usize): void {
  const told = load<u32>(TOLD);
  if (told == WALKER) store<u32>(FROM, at);
  else if (told == HOST) ended(at);
}
