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

/** What vendors carry at least (section 3.3.1.5). No policy sees a state, no approval binds it: it must not carry anything else. */
const MAX_STATE = 512;
/** Section 3.3.1: a list member, or nothing. */
const MEMBER =
  /^[\t ]*(?:[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e][\t ]*)?$/;

/** Continues the caller's trace with a span of our own, or starts a trace where there is none to continue. */
export function continueTrace(received: { traceparent?: string; tracestate?: string }): Trace {
  const parsed = received.traceparent === undefined ? null : TRACEPARENT.exec(received.traceparent);
  const traceId = parsed?.[1] ?? takeRandom(16);
  const headers: Record<string, string> = {
    traceparent: `00-${traceId}-${takeRandom(8)}-${parsed?.[3] ?? '00'}`,
  };
  const state = received.tracestate;
  if (parsed && state !== undefined && isState(state)) headers['tracestate'] = state;
  return { traceId, headers };
}

/**
 * The headers of a request to an upstream that say whose it is. Its own log can name the decision by them: `regent evidence
 * reconcile` is certain then.
 */
export function nameDecision({ headers }: Trace, id: string): Record<string, string> {
  return { ...headers, 'x-regent-decision-id': id };
}

/** A state that is not one is left out, and the trace goes on without it. */
function isState(text: string): boolean {
  return text.length <= MAX_STATE && text.split(',').every((member) => MEMBER.test(member));
}

/** Random bytes are drawn in stock: a draw for each request costs more than all else here. */
const STOCK = 4096;
let stock = Buffer.alloc(0);
let taken = 0;

/** Hex of so many random bytes. */
function takeRandom(bytes: number): string {
  if (taken + bytes > stock.length) {
    stock = randomBytes(STOCK);
    taken = 0;
  }
  taken += bytes;
  return stock.toString('hex', taken - bytes, taken);
}
