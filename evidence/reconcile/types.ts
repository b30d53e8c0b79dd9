/** What the parts of `regent evidence reconcile` hand each other. */

/** How an access log is written. */
export type LogFormat = 'nginx' | 'envoy' | 'common' | 'json';

export const LOG_FORMATS: readonly LogFormat[] = ['nginx', 'envoy', 'common', 'json'];

/** A request as the upstream's log has it. */
export interface LoggedRequest {
  /** Number of its line, from 1. */
  line: number;
  /** Milliseconds since the epoch. */
  time: number;
  /** What `time` is precise to, in milliseconds: the request was at `time` or less than that later. */
  precision: number;
  /** Whether `time` is when the request came or when it was answered. */
  at: 'start' | 'end';
  /** Empty where the log has no request, as for what could not be parsed. */
  method: string;
  /** Path and query. */
  target: string;
  status: number;
  /** What the log has of `X-Regent-Decision-Id`. */
  decision?: string;
  /** 32 hex digits: what it has of `traceparent`. */
  trace?: string;
}

/** A line that is none of the format's. */
export interface UnreadLine {
  line: number;
  why: string;
}

/** A request that Regent sent, as the ledger has it; times in milliseconds since the epoch. */
export interface ForwardedRequest {
  seq: number;
  /** The decision id: several of an exchange whose approval has a precondition have one. */
  id: string;
  /** It is the gateway's own look at the world, and not what the agent asked for. */
  probe?: true;
  connection: string;
  method: string;
  /** When it was sent, and when it was recorded what became of it, where that was. */
  start: number;
  end?: number;
  /** Path and query, and trace; absent where the entry cannot be opened, or was erased. */
  target?: string;
  trace?: string;
  /** What the upstream answered; absent where it did not. */
  status?: number;
  /** Why there was no answer, or none that could be delivered or used: the outcome's `error`, or a refusal's code. */
  error?: string;
}

/**
 * How sure it is that a line is a request: `certain` by its decision id, `strong` by its trace, `likely` where method,
 * target, status and time fit one alone, `possible` where they fit several or something is not known.
 */
export type Certainty = 'certain' | 'strong' | 'likely' | 'possible';

/** A line and the request that it is. */
export interface Match {
  line: number;
  seq: number;
  certainty: Certainty;
  /** What does not agree although the decision id or the trace does. */
  differs: string[];
}
