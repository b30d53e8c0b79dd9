/** What the parts of `regent policy impact` hand each other. */
import type { Decision } from '../../gateway/types.ts';
import type { Kind } from './kinds.ts';

/** How the recorded decisions are written: Regent's ledger, or OPA's decision log. */
export type LogKind = 'ledger' | 'opa-decision-log';

/** A run of lines of one file, as it goes to a worker. */
export interface Batch {
  /** Index of the file. */
  file: number;
  /** Number of the first line, from 1. */
  first: number;
  /** The lines' bytes without anything between them. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each line ends in `bytes`. */
  ends: Uint32Array<ArrayBuffer>;
}

/** One recorded decision and what it was made of. */
export interface Recorded {
  /** The decision id. */
  id: string;
  /** RFC 3339. */
  time: string;
  /** JSON text of the policy input, as far as it is known. */
  input: string;
  issuer: string;
  subject: string;
  connection: string;
  method: string;
  target: string;
  decision: Decision;
  /** Whether something of its input was masked or erased. */
  incomplete: boolean;
}

/** What a line is, other than a decision to compare. */
export type Skipped =
  /** Something else than a decision of `regent/decision`. */
  | { skip: 'other' }
  /** From before `--since`. */
  | { skip: 'older' }
  /** Its recorded decision was masked or erased. */
  | { skip: 'not-comparable' }
  /** What it seals was erased for a data subject. */
  | { skip: 'erased' }
  /** It cannot be read. */
  | { skip: 'broken'; why: string };

/** A line that could not be read. */
export interface BrokenLine {
  file: string;
  line: number;
  why: string;
}

/** A record that shows what a group is about. */
export interface Example {
  id: string;
  time: string;
  method: string;
  target: string;
  /** Whether its input is not wholly known. */
  incomplete: boolean;
}

/** Changes of one kind for one identity, connection and pair of rules. */
export interface Group {
  kind: Kind;
  identity: { issuer: string; subject: string };
  connection: string;
  /** Reasons of the recorded decision and of the candidate's. */
  reasons: { before: string[]; after: string[] };
  /** For changes of masks: the path, and the method before and after (`none` without a mask). */
  mask?: { path: string; before: string; after: string };
  /** For `faults`: what the operator's log would say. */
  fault?: string;
  /** Decisions in the group. */
  records: number;
  /** How many of them are incomplete. */
  incomplete: number;
  example: Example;
}

/** Counts of records. */
export interface Counts {
  /** Lines or array elements, blank ones left out. */
  read: number;
  compared: number;
  unchanged: number;
  changed: number;
  /** Compared, but the candidate may read what was masked or erased. */
  incomplete: number;
  /** The recorded decision was masked or erased, so that there is nothing to compare with. */
  not_comparable: number;
  /** What they seal was erased for a data subject. */
  erased: number;
  /** Could not be read. */
  broken: number;
  /** Something else than a decision of `regent/decision`. */
  other: number;
  /** From before `--since`. */
  older: number;
  /** Unchanged because the recorded policy failed in the same way. */
  still_failing: number;
}

/** All changes of one kind. */
export interface KindReport {
  kind: Kind;
  effect: 'loosens' | 'faults' | 'tightens' | 'rewords';
  /** Decisions with such a change, each counted once. */
  records: number;
  /** Largest first. */
  groups: Group[];
  /** Changes beyond the groups that are kept. */
  other: number;
}

/** What `--format json` prints. */
export interface Report {
  v: 1;
  candidate: { source: string; revision: string; digest: string };
  baseline?: {
    source: string;
    revision: string;
    digest: string;
    /** Recorded decisions that the baseline gives again. */
    reproduced: number;
    /** One that it does not. */
    not_reproduced?: Example;
  };
  against: {
    source: string;
    kind: LogKind;
    /** Start of the window, where `--since` was given. */
    since?: string;
    /** Times of the first and last record that was compared. */
    from?: string;
    to?: string;
  };
  records: Counts;
  /** The first lines that could not be read. */
  broken: BrokenLine[];
  /** The kinds that occurred, worst first. */
  changes: KindReport[];
  verdict: { failed: boolean; reasons: string[] };
}
