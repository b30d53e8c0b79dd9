import type { Trace } from './context/trace.ts';
import type { CanonicalRequest, Decided, Identity, PolicyInput } from './types.ts';

/** A request that has passed every step before the forwarding. */
export interface Cleared {
  request: CanonicalRequest;
  identity: Identity;
  input: PolicyInput;
  decided: Decided;
  trace: Trace;
}
