import type { Trace } from './context/trace.ts';
import type { CanonicalRequest, Decided, Identity } from './types.ts';

/** A request that has passed every step before the forwarding. */
export interface Cleared {
  request: CanonicalRequest;
  identity: Identity;
  decided: Decided;
  trace: Trace;
}
