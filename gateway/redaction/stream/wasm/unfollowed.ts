/** Containers that are not followed: what stands in them is checked only. */
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  nextPlace,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from './bytes';
import {
  COLON_NEXT,
  COMMA_OR_CLOSE,
  DEPTH,
  IN_NAME,
  IN_STRING,
  ITEM_OR_CLOSE,
  KINDS,
  MAX_DEPTH,
  MODE,
  NAME,
  NAME_OR_CLOSE,
  TOO_DEEP,
  TOP,
  VALUE,
} from './layout';
import { isScalar, skipOther } from './scalars';
import { fail, FAULT, skipString } from './strings';

/**
 * Goes on from a value that stands within such containers, or is such a container, to behind the end of the
 * outermost. DEPTH says whether it came so far; if not, MODE says what comes next, or what a chunk's end cut.
 */
export function skipValues(from: usize, depthThere: u32): usize {
  const top = load<u32>(TOP);
  let depth = depthThere;
  let isObject: u32 = load<u8>(KINDS + depth);
  let at = from;
  for (;;) {
    const first: u32 = load<u8>(at);
    let isOpened = false;
    if (first == QUOTE) {
      at = skipString(at + 1);
      if (at <= FAULT) return stop(at, IN_STRING, depth);
    } else if (isScalar(first)) {
      at = skipOther(at, first);
      if (at <= FAULT) return stop(at, load<i32>(MODE), depth);
    } else if (first <= SPACE) {
      return stop(at, VALUE, depth);
    } else {
      if (depth == load<u32>(MAX_DEPTH)) return fail(at, TOO_DEEP);
      depth += 1;
      isObject = first == OPEN_OBJECT ? 1 : 0;
      store<u8>(KINDS + depth, isObject);
      at = nextPlace(at + 1);
      const byte: u32 = load<u8>(at);
      isOpened = byte != closeOf(isObject);
      if (isOpened && isObject == 0 && byte <= SPACE) return stop(at, ITEM_OR_CLOSE, depth);
    }
    let hasNext = isOpened;
    while (!hasNext) {
      at = nextPlace(at);
      const byte: u32 = load<u8>(at);
      if (byte == COMMA) {
        at = nextPlace(at + 1);
        hasNext = true;
      } else {
        if (byte != closeOf(isObject)) return stop(at, COMMA_OR_CLOSE, depth);
        at += 1;
        depth -= 1;
        if (depth == top) return stop(at, COMMA_OR_CLOSE, depth);
        isObject = load<u8>(KINDS + depth);
      }
    }
    if (isObject != 0) {
      if (load<u8>(at) != QUOTE) return stop(at, isOpened ? NAME_OR_CLOSE : NAME, depth);
      at = skipString(at + 1);
      if (at <= FAULT) return stop(at, IN_NAME, depth);
      at = nextPlace(at);
      if (load<u8>(at) != COLON) return stop(at, COLON_NEXT, depth);
      at = nextPlace(at + 1);
    }
  }
  return at;
}

function closeOf(isObject: u32): u32 {
  return isObject != 0 ? CLOSE_OBJECT : CLOSE_ARRAY;
}

function stop(at: usize, mode: i32, depth: u32): usize {
  store<i32>(MODE, mode);
  store<u32>(DEPTH, depth);
  return at;
}
