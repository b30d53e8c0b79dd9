/** Names of members of a container that is followed. */
import { QUOTE, SPACE } from './bytes';
import { frameAt } from './frames';
import { named, resolveCutName, resolveName } from './host';
import {
  CHILD,
  COMMA_OR_CLOSE,
  DEPTH,
  ESCAPED,
  FRAME_GUESS,
  FRAME_NAME,
  FRAME_NAME_ESCAPED,
  FRAME_NAME_LENGTH,
  FRAME_STATE,
  FROM,
  GUESS_CHILD,
  GUESS_FLAGS,
  GUESS_LENGTH,
  GUESS_NEXT,
  IN_MASKED,
  IN_STRING,
  IS_PLAIN,
  IS_PLAIN_SCALAR,
  IS_WATCHED,
  MAX_NAME,
  MODE,
  NAME,
  NAME_TOO_LONG,
  NOBODY,
  STATE_FLAGS,
  TOLD,
  TOP,
  VALUE,
  WALKER,
} from './layout';
import { findMember, isGuessed, learn, MAX_GUESS } from './names';
import { mask } from './output';
import { isScalar, skipOther, skipScalar } from './scalars';
import { fail, FAULT, skipString } from './strings';
import { skipValues } from './unfollowed';

/** What stands between the value of a member and the name of the next, in JSON without white space. */
const COMMA_AND_QUOTE: u16 = 0x222c;

/**
 * Takes members of which the names were guessed right, from the quote at `from` on, and their values: as
 * long as these are not followed, and nothing for the host. MODE and DEPTH say what comes next where it
 * returns, or what a chunk's end cut.
 */
export function takeMembers(from: usize, depth: u32): usize {
  const frame = frameAt(depth);
  let cell: usize = load<u32>(frame + FRAME_GUESS);
  let at = from;
  while (load<u32>(MAX_NAME) >= MAX_GUESS) {
    const guess = guessAt(at, cell);
    if (guess == 0) break;
    cell = guess + GUESS_NEXT;
    const value = at + <usize>load<u32>(guess + GUESS_LENGTH);
    const flags = load<u32>(guess + GUESS_FLAGS);
    if ((flags & IS_PLAIN_SCALAR) == 0) {
      if (flags == 0 || !isScalar(load<u8>(value)) || load<u32>(IN_MASKED) != 0) {
        return takeName(frame, at, guess, value, VALUE);
      }
      at = takeMasked(frame, at, guess, value);
      if (at <= FAULT) return at;
    } else {
      const byte: u32 = load<u8>(value);
      let after: usize;
      if (byte == QUOTE) {
        after = skipString(value + 1);
        if (after <= FAULT) return takeName(frame, at, guess, after, IN_STRING);
      } else if (isScalar(byte)) {
        after = skipOther(value, byte);
        if (after <= FAULT) return takeName(frame, at, guess, after, load<i32>(MODE));
      } else {
        if (byte <= SPACE || (flags & IS_PLAIN) == 0) {
          return takeName(frame, at, guess, value, VALUE);
        }
        after = skipValues(value, depth);
        if (after <= FAULT || load<u32>(DEPTH) != depth) {
          return takeName(frame, at, guess, after, load<i32>(MODE));
        }
      }
      at = after;
    }
    if (load<u16>(at) != COMMA_AND_QUOTE) {
      store<u32>(frame + FRAME_GUESS, cell);
      store<i32>(MODE, COMMA_OR_CLOSE);
      return at;
    }
    at += 1;
  }
  store<u32>(frame + FRAME_GUESS, cell);
  store<i32>(MODE, NAME);
  return at;
}

/** Masks the value of a member that was guessed right, which is no container: the place after it. */
function takeMasked(frame: usize, at: usize, guess: usize, value: usize): usize {
  takeName(frame, at, guess, value, VALUE);
  mask(value, load<u32>(guess + GUESS_CHILD));
  store<u32>(TOLD, WALKER);
  const after = skipScalar(value, load<u8>(value));
  if (after > FAULT) store<u32>(FROM, after);
  return after;
}

/** Of a member that was guessed right only the name is taken; gives `place` back. */
function takeName(frame: usize, at: usize, guess: usize, place: usize, mode: i32): usize {
  store<u32>(frame + FRAME_GUESS, guess + GUESS_NEXT);
  store<u32>(CHILD, load<u32>(guess + GUESS_CHILD));
  store<u32>(TOLD, NOBODY);
  store<i32>(MODE, mode);
  setName(frame, at + 1, load<u32>(guess + GUESS_LENGTH) - 3, 0);
  return place;
}

/** The guess that the name at `at` is as: the one that `cell` leads to or the next; else 0. */
function guessAt(at: usize, cell: usize): usize {
  const guess: usize = load<u32>(cell);
  if (guess == 0) return 0;
  if (isGuessed(at, guess)) return guess;
  // A member that is missing now and then.
  const next: usize = load<u32>(guess + GUESS_NEXT);
  if (next == 0) return 0;
  return isGuessed(at, next) ? next : 0;
}

/** The place after a name whose quote is at `at`, found and looked up. */
export function readName(at: usize): usize {
  const frame = frameAt(load<u32>(TOP));
  store<u32>(ESCAPED, 0);
  store<u32>(frame + FRAME_NAME, at + 1);
  const after = skipString(at + 1);
  if (after <= FAULT) return after;
  if (after - at - 1 > load<u32>(MAX_NAME)) return fail(at, NAME_TOO_LONG);
  const state: usize = load<u32>(frame + FRAME_STATE);
  const length = <u32>(after - at) - 2;
  if (load<u32>(ESCAPED) != 0) {
    store<u32>(CHILD, resolveName(state, at + 1, after - 1, 1));
  } else {
    const child = findMember(state, at + 1, after - 1);
    store<u32>(CHILD, child);
    store<u32>(
      frame + FRAME_GUESS,
      learn(load<u32>(frame + FRAME_GUESS), state, at, length, child),
    );
  }
  setName(frame, at + 1, length, load<u32>(ESCAPED));
  return after;
}

/** The end of a name has come that a chunk's end had cut; the host has the rest of it. */
export function endCutName(end: usize): void {
  store<u32>(CHILD, resolveCutName(end));
  tellName(load<u32>(frameAt(load<u32>(TOP)) + FRAME_NAME_LENGTH), end);
}

function setName(frame: usize, start: usize, length: u32, escaped: u32): void {
  store<u32>(frame + FRAME_NAME, start);
  store<u32>(frame + FRAME_NAME_LENGTH, length);
  store<u32>(frame + FRAME_NAME_ESCAPED, escaped);
  tellName(length, start + length + 1);
}

function tellName(length: u32, at: usize): void {
  const state: usize = load<u32>(frameAt(load<u32>(TOP)) + FRAME_STATE);
  if ((load<u32>(state + STATE_FLAGS) & IS_WATCHED) != 0) named(length, at);
}
