/** What the gateway and the candidate's thread say to each other; all of it is plain data. */
import type { LastSeen } from '../../bundles/follow/last-good.ts';
import type { Kind } from '../../bundles/impact/kinds.ts';
import type { BundleRefusalCode } from '../../bundles/refusals.ts';
import type { Trust } from '../../bundles/trust.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import type { Action, Decision, PolicyLimits } from '../types.ts';

/** What a thread starts with. */
export interface ThreadSetup {
  /** The bundle file's bytes. */
  bytes: Uint8Array;
  trust: Trust;
  limits: PolicyLimits;
  last?: LastSeen;
}

/** The first thing that a thread says. */
export type Loaded =
  | { kind: 'ready'; bundle: CheckedBundle }
  | { kind: 'refused'; code: BundleRefusalCode; detail: string };

/** A decision that was made, and what it was made of. */
export interface Question {
  /** Decision id. */
  id: string;
  /** The policy input's JSON text. */
  input: string;
  /** The active policy's. */
  decision: Decision;
}

/** What the candidate makes of a question. */
export interface Verdict {
  /** Empty where it decides the same, worst first else. */
  kinds: Kind[];
  action: Action;
  reasons: string[];
  /** Why its answer was not usable. */
  fault?: string;
}
