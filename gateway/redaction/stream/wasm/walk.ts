/**
 * Walks over JSON (RFC 8259) as it arrives. Checks it as strictly as `readJson` does, but for names
 * that stand twice; follows the states of the masks; masks what is simple to mask, and asks the host
 * about the rest. Values in containers that are not followed are checked only.
 */
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
  SPACE,
} from './bytes';
import { closeFrame, frameAt, nextItem, openFrame } from './frames';
import { closing } from './host';
import {
  ASK,
  COLON_NEXT,
  COMMA_OR_CLOSE,
  DEPTH,
  END,
  FINE,
  FRAME_STATE,
  IN,
  IN_LITERAL,
  IN_NAME,
  IN_NUMBER,
  IN_STRING,
  IS_OPEN,
  IS_WATCHED,
  ITEM_OR_CLOSE,
  KINDS,
  LOOK,
  MAX_DEPTH,
  MAYBE_NO_TEXT,
  MODE,
  NAME,
  NAME_OR_CLOSE,
  NOT_JSON,
  NOTHING,
  PATH_TOO_LONG,
  STATE_FLAGS,
  TEXT,
  TOLD,
  TOO_DEEP,
  TOP,
  VALUE,
  WALKER,
} from './layout';
import { resumeLiteral } from './literals';
import { endCutName, readName, takeMembers } from './members';
import { resumeNumber } from './numbers';
import { isScalar, skipScalar } from './scalars';
import { CUT, fail, FAULT, fault, resumeString, skipString } from './strings';
import { isSurelyText } from './text';
import { skipValues } from './unfollowed';
import { beginValue, endValue } from './values';

export { mayEndNumber } from './numbers';
export { leave, wipe } from './output';

/** Takes a chunk. What came of it: `FINE`, or why it is refused, or not taken yet. */
export function walk(): i32 {
  const text = load<u32>(TEXT);
  if (text == ASK || (text == LOOK && !isSurelyText())) return MAYBE_NO_TEXT;
  const end: usize = load<u32>(END);
  let mode = load<i32>(MODE);
  let at: usize = IN;
  if (mode >= IN_STRING) {
    at = resume(mode);
    if (at == FAULT) return fault;
    if (at == CUT) return FINE;
    mode = load<i32>(MODE);
  }
  let depth = load<u32>(DEPTH);
  let isObject = load<u8>(KINDS + depth) != 0;
  // The chunk ends before a zero, which is neither white space nor anything else that may stand.
  for (;;) {
    let byte: u32 = load<u8>(at);
    if (byte <= SPACE) {
      at = skipSpace(at);
      if (at >= end) break;
      byte = load<u8>(at);
      if (byte <= SPACE) return refuse(at);
    }
    if (mode == NAME || (mode == NAME_OR_CLOSE && byte != CLOSE_OBJECT)) {
      if (byte != QUOTE) return refuse(at);
      const isFollowed = depth == load<u32>(TOP);
      if (isFollowed) {
        at = takeMembers(at, depth);
        if (at == FAULT) return fault;
        mode = load<i32>(MODE);
        depth = load<u32>(DEPTH);
        isObject = load<u8>(KINDS + depth) != 0;
        if (at == CUT) break;
        if (mode != NAME || depth != load<u32>(TOP)) continue;
      }
      at = isFollowed ? readName(at) : skipString(at + 1);
      if (at == FAULT) return fault;
      mode = at == CUT ? IN_NAME : COLON_NEXT;
      if (at == CUT) break;
      if (load<u8>(at) != COLON) continue;
      at += 1;
      mode = VALUE;
      byte = load<u8>(at);
      if (byte <= SPACE) continue;
    }
    if (mode <= VALUE || (mode == ITEM_OR_CLOSE && byte != CLOSE_ARRAY)) {
      let follows = false;
      const isDirect = depth == load<u32>(TOP);
      if (isDirect) {
        if (!isObject) nextItem(frameAt(depth));
        follows = beginValue(at, byte);
      }
      if (follows && !isScalar(byte)) {
        isObject = byte == OPEN_OBJECT;
        if (!openFrame(!isObject, load<u32>(TOLD))) return refuse(at, PATH_TOO_LONG);
        if (depth == load<u32>(MAX_DEPTH)) return refuse(at, TOO_DEEP);
        depth += 1;
        store<u8>(KINDS + depth, isObject);
        store<u32>(DEPTH, depth);
        mode = isObject ? NAME_OR_CLOSE : ITEM_OR_CLOSE;
        at += 1;
        continue;
      }
      at = isDirect && isScalar(byte) ? skipScalar(at, byte) : skipValues(at, depth);
      if (at == FAULT) return fault;
      mode = load<i32>(MODE);
      depth = load<u32>(DEPTH);
      isObject = load<u8>(KINDS + depth) != 0;
      if (at == CUT) break;
      // It stopped within the value.
      if (depth != load<u32>(TOP)) continue;
      endValue(at);
      if (depth != 0 && load<u8>(at) == COMMA) {
        at += 1;
        mode = isObject ? NAME : VALUE;
      } else {
        mode = depth == 0 ? NOTHING : COMMA_OR_CLOSE;
      }
      continue;
    }
    if (mode == COLON_NEXT) {
      if (byte != COLON) return refuse(at);
      at += 1;
      mode = VALUE;
      continue;
    }
    if (byte == COMMA && mode == COMMA_OR_CLOSE) {
      at += 1;
      mode = isObject ? NAME : VALUE;
      continue;
    }
    if (mode == NOTHING || byte != (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return refuse(at);
    if (depth == load<u32>(TOP)) close(at);
    at += 1;
    depth -= 1;
    store<u32>(DEPTH, depth);
    isObject = load<u8>(KINDS + depth) != 0;
    if (depth == load<u32>(TOP)) endValue(at);
    mode = depth == 0 ? NOTHING : COMMA_OR_CLOSE;
  }
  store<i32>(MODE, mode);
  const top = load<u32>(TOP);
  const isOpen = depth > top || mode == IN_STRING || mode == IN_NUMBER || mode == IN_LITERAL;
  store<u32>(IS_OPEN, isOpen && load<u32>(TOLD) == WALKER ? 1 : 0);
  return FINE;
}

/** Goes on with the token that the last chunk's end cut. */
function resume(mode: i32): usize {
  let at: usize;
  if (mode == IN_NUMBER) at = resumeNumber(IN);
  else if (mode == IN_LITERAL) at = resumeLiteral(IN);
  else at = resumeString(IN);
  if (at <= FAULT) return at;
  const depth = load<u32>(DEPTH);
  const isDirect = depth == load<u32>(TOP);
  if (mode == IN_NAME) {
    if (isDirect) endCutName(at);
    store<i32>(MODE, COLON_NEXT);
  } else {
    if (isDirect) endValue(at);
    store<i32>(MODE, depth == 0 ? NOTHING : COMMA_OR_CLOSE);
  }
  return at;
}

/** The innermost container that is followed closes. */
function close(at: usize): void {
  const state: usize = load<u32>(frameAt(load<u32>(TOP)) + FRAME_STATE);
  if ((load<u32>(state + STATE_FLAGS) & IS_WATCHED) != 0) closing(at);
  store<u32>(TOLD, closeFrame());
}

function refuse(at: usize, code: i32 = NOT_JSON): i32 {
  fail(at, code);
  return code;
}
