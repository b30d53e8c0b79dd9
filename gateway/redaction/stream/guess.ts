import type { State } from './automaton.ts';

/** Longer names, and more of them, are not learnt: what a body brings may not fill memory. */
const MAX_NAME = 32;
const MAX_GUESSES = 48;

/**
 * A name that stood next in an object of the same state before, and what it meant. Objects in one
 * place mostly have the same names in the same order, so that a name need only be compared with the
 * guess, which is faster than to find its end and then look it up. A wrong guess costs nothing else.
 */
export interface Guess {
  /** The name without escapes, and its closing quote. */
  readonly bytes: Buffer;
  readonly state: State;
  /** Whether the member is told of. */
  readonly told: boolean;
  readonly index: number;
  next: Guess | undefined;
}

/** What stands before the first guess. */
export function startGuesses(state: State): Guess {
  return { bytes: Buffer.alloc(0), state, told: false, index: 0, next: undefined };
}

/**
 * Learns the name that stands from `start` to before `end`, which no guess was right about. The
 * guess from which to go on.
 */
export function learn(
  previous: Guess,
  bytes: Buffer,
  start: number,
  end: number,
  member: Pick<Guess, 'state' | 'told'>,
): Guess {
  if (previous.next) {
    // A member that is missing now and then.
    const second = previous.next.next;
    return second?.bytes.compare(bytes, start, end + 1) === 0 ? second : previous;
  }
  if (previous.index === MAX_GUESSES || end - start > MAX_NAME) return previous;
  const name = Buffer.from(bytes.subarray(start, end + 1));
  previous.next = { bytes: name, ...member, index: previous.index + 1, next: undefined };
  return previous.next;
}
