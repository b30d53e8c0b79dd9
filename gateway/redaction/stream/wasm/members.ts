/** Names of members of a container that is followed. */
import { frameAt } from './frames';
import { named, resolveCutName, resolveName } from './host';
import {
  CHILD,
  ESCAPED,
  FRAME_GUESS,
  FRAME_NAME,
  FRAME_NAME_ESCAPED,
  FRAME_NAME_LENGTH,
  FRAME_STATE,
  GUESS_CHILD,
  GUESS_LENGTH,
  GUESS_NEXT,
  IS_WATCHED,
  MAX_NAME,
  NAME_TOO_LONG,
  STATE_FLAGS,
  TOP,
} from './layout';
import { findMember, isGuessed, learn } from './names';
import { fail, FAULT, skipString } from './strings';

/** The place after the colon behind a name that was guessed right, whose quote is at `at`; else 0. */
export function guessName(at: usize): usize {
  const frame = frameAt(load<u32>(TOP));
  let guess: usize = load<u32>(load<u32>(frame + FRAME_GUESS));
  if (guess == 0) return 0;
  if (!isGuessed(at, guess)) {
    // A member that is missing now and then.
    guess = load<u32>(guess + GUESS_NEXT);
    if (guess == 0 || !isGuessed(at, guess)) return 0;
  }
  const length = load<u32>(guess + GUESS_LENGTH);
  if (length - 2 > load<u32>(MAX_NAME)) return 0;
  store<u32>(frame + FRAME_GUESS, guess + GUESS_NEXT);
  store<u32>(CHILD, load<u32>(guess + GUESS_CHILD));
  setName(frame, at + 1, length - 3, 0);
  return at + length;
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
