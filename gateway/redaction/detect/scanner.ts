/** What the engine and the scanners of the single kinds agree on. */

/**
 * Goes on behind a find whose length has no bound, such as a key block. It must be a function of the
 * text alone: two finds that it reaches from within one such run end at the same place.
 */
export interface Tail {
  /**
   * Where the run ends that goes on at `from`, or, if `text` is too short to tell, from where to ask
   * again when there is more. `ended`: nothing follows `text`.
   */
  extend(text: string, from: number, ended: boolean): { at: number; open: boolean };
}

/** Reports a find from `start` to `end` (exclusive), or beyond if there is a tail. */
export type Emit = (start: number, end: number, tail?: Tail) => void;

/**
 * Looks for one kind of value around one character. What it reports may depend on the `behind`
 * characters before `at` and the `ahead` characters from `at` on, and on nothing else: that makes the
 * result the same however the text is cut, and bounds the work for each character.
 */
export interface Scanner {
  /** It is asked at these characters where a word begins, that is, no letter or digit stands before. */
  atWordStart: string;
  /** It is asked at these characters wherever they stand. */
  anywhere: string;
  behind: number;
  ahead: number;
  /** Reported finds begin at most `behind` before `at` and, without their tail, end at most `ahead` behind it. */
  scan(text: string, at: number, emit: Emit): void;
}

export const DIGITS = '0123456789';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
