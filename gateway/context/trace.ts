import { randomBytes } from 'node:crypto';

/** The trace that a request belongs to, and the headers that continue it upstream. */
export interface Trace {
  /** 32 lower-case hex digits. */
  traceId: string;
  /** `traceparent`, and `tracestate` where the caller sent one. */
  headers: Record<string, string>;
}

/** W3C Trace Context level 1 section 3.2.2; higher versions are read as version 00, as section 4.3 says. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Continues the caller's trace with a span of our own, or starts a trace where there is none to continue. */
export function continueTrace(received: { traceparent?: string; tracestate?: string }): Trace {
  const parsed = received.traceparent === undefined ? null : TRACEPARENT.exec(received.traceparent);
  const random = randomBytes(24).toString('hex');
  const spanId = random.slice(32);
  const traceId = parsed?.[1] ?? random.slice(0, 32);
  const headers: Record<string, string> = {
    traceparent: `00-${traceId}-${spanId}-${parsed?.[3] ?? '00'}`,
  };
  if (parsed && received.tracestate !== undefined) headers['tracestate'] = received.tracestate;
  return { traceId, headers };
}
