/** What can be wrong with a policy's answer, told apart for metrics, log and record. */

/**
 * The reasons that Regent itself gives for a denial, a closed list. A policy may not use them: an
 * answer that does is `policy-invalid`, so that one of these in the record always means a fault.
 */
export const FAULT_REASONS = [
  /** The policy did not answer: `data.regent.decision` is undefined for this input. */
  'policy-undefined',
  /** The policy's answer is not a decision. */
  'policy-invalid',
  /** A mask of the answer has a path that cannot be used. */
  'mask-invalid',
  /** The evaluation failed: conflict, trap, no memory, or an input that is not Regent's own JSON. */
  'policy-error',
  /** The evaluation did more than `policy.max_steps` allow. */
  'policy-budget',
  /** There is no policy yet: no bundle was activated since the start. */
  'policy-missing',
  /** The bundle is past its expiry. */
  'policy-expired',
  /** The bundle server was not reached for too long, and the configuration says to deny then. */
  'policy-stale',
] as const;

/** One of the closed list. */
export type FaultReason = (typeof FAULT_REASONS)[number];

/** Thrown inside this step only. The message is for the operator and holds nothing of input or data. */
export class PolicyFault extends Error {
  override readonly name = 'PolicyFault';
  readonly reason: FaultReason;

  constructor(reason: FaultReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

/** A short text of anything that was thrown: Wasm and the SDK throw errors, strings and plain objects. */
export function describeThrown(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown.slice(0, MAX_TEXT);
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    return String(thrown.message).slice(0, MAX_TEXT);
  }
  return 'something that is no error was thrown';
}

const MAX_TEXT = 300;
