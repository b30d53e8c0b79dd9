/** What the parts of `regent evidence replay` hand each other. */
import type { PolicyLimits } from '../../gateway/types.ts';

/** A decision as it was recorded. */
export interface RecordedDecision {
  seq: number;
  id: string;
  /** RFC 3339. */
  time: string;
  /** Digest of the bundle that decided. */
  bundle: string;
  /** The sealed part, JSON: `input` and `decision`. */
  sealed: Uint8Array;
}

/** Decisions that were made under the same limits. */
export interface Batch {
  limits: PolicyLimits;
  decisions: RecordedDecision[];
}

/** A decision that is not reached again. */
export interface Difference {
  seq: number;
  id: string;
  time: string;
  bundle: string;
  why: string;
  /** The two decisions, where there are two. */
  recorded?: unknown;
  again?: unknown;
}

/** What a worker found. */
export interface Tally {
  reproduced: number;
  different: number;
  /** The first of them. */
  differences: Difference[];
}

/** Differences that are kept; all are counted. */
export const MAX_DIFFERENCES = 1000;

/** What came of it. */
export interface Replay {
  reproduced: number;
  different: number;
  /** The first of them, in order. */
  differences: Difference[];
  /** Denials that Regent made without its policy, as its clock and the recorded expiry say. */
  guarded: number;
  /** Denials because the bundle server was not reached: what is recorded cannot show it again. */
  unreachable: number;
  /** Decisions whose exchange was erased. */
  erased: number;
  /** Decisions that no key at hand opens. */
  locked: number;
  /** Refusals before a decision. */
  undecided: number;
}
