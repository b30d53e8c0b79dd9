import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Activity } from './activity/activity.ts';
import type { Approvals } from './approval/approvals.ts';
import type { Trace } from './context/trace.ts';
import type { LeasedPolicy, PolicyHold } from './decision/lease-policy.ts';
import type { Evidence } from './evidence.ts';
import type { Identifier } from './identity/identifier.ts';
import type { ForwardLog } from './forward-log.ts';
import type { BodyRecorder } from './ledger/bodies/recorder.ts';
import type { WitnessStatus } from './ledger/checkpoints/follow-witness.ts';
import type { ExchangeKey } from './ledger/contract.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Eraser } from './ledger/subjects/eraser.ts';
import type { Subject } from './ledger/subjects/subject-index.ts';
import type { Metrics, StepName } from './metrics.ts';
import type { RequestTape } from './record-request.ts';
import type { Notifications } from './notify/notify.ts';
import type { Reporting } from './reporting/reporting.ts';
import type { ConnectionMatcher } from './request/match-connection.ts';
import type { Shadow } from './shadow/shadow.ts';
import type {
  BundleRef,
  CanonicalRequest,
  Config,
  Decided,
  Identity,
  LocatedHits,
  SeenSubject,
} from './types.ts';
import type { Upstream } from './upstream/forward.ts';

/** What one request uses from start to end, whatever is reloaded meanwhile. */
export interface Snapshot {
  config: Config;
  /** The bundle that `policy` comes from. */
  bundle: BundleRef;
  policy: LeasedPolicy;
  identifier: Identifier;
  match: ConnectionMatcher;
  /** By connection name. */
  upstreams: ReadonlyMap<string, Upstream>;
}

/** How the supply of policies goes, of a channel or of files. */
export interface PolicySupply {
  state(): {
    contactAt?: number;
    activatedAt?: number;
    refusal?: { code: string; detail: string };
    fault?: string;
  };
  /** Whether the bundle server has not answered for longer than `max_age`. */
  isStale(): boolean;
  /** Whether the active bundle is past its expiry. */
  isExpired(): boolean;
  /** Until when the active bundle may decide, milliseconds since the epoch; absent where it has no end. */
  expiresAt(): number | undefined;
  close(): Promise<void>;
}

/** A running gateway, as the pipeline sees it. */
export interface Gateway {
  /** The one reference that a reload swaps. */
  snapshot: Snapshot;
  readonly version: string;
  readonly ledger: Ledger;
  readonly evidence: Evidence;
  readonly approvals: Approvals;
  readonly eraser: Eraser;
  /** What is on record, to be searched. */
  readonly activity: Activity;
  /** The decision ids of requests that were about somebody. */
  readonly findSubject: (subject: Subject) => Promise<string[]>;
  /** What became of requests that were forwarded. */
  readonly forwarded: ForwardLog;
  readonly witnesses: { status(): WitnessStatus[] };
  readonly startedAt: Date;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Absent where there is neither a channel nor a file. */
  supply?: PolicySupply;
  /** Asks a candidate too, beside; absent where none is configured. */
  shadow?: Shadow;
  /** Tells people of approvals; absent where none are configured. */
  notifications?: Notifications;
  /** Uploads status and decisions; absent where it is not configured. */
  reporting?: Reporting;
  /** Set once the gateway is told to stop: requests in flight end, new ones are refused. */
  draining: boolean;
}

/** One request on its way, and what is known of it so far. */
export interface Exchange {
  /** Decision id. */
  readonly id: string;
  readonly receivedAt: Date;
  readonly raw: IncomingMessage;
  readonly res: ServerResponse;
  /** The request target as it came. */
  readonly target: string;
  /** Aborted when the agent leaves before its answer is complete. */
  readonly signal: AbortSignal;
  readonly snapshot: Snapshot;
  /** The snapshot's policy, until it is let go of. */
  readonly policy: PolicyHold;
  request?: CanonicalRequest;
  trace?: Trace;
  identity?: Identity;
  /** The key of its evidence; absent until the agent is known. */
  key?: ExchangeKey;
  /** What the policy is asked: JSON text of a `PolicyInput`. */
  input?: string;
  decided?: Decided;
  /** Id of the approval that was consumed. */
  approval?: string;
  /** `due` once the intent is durable, `given` once the ledger has been handed the outcome: there is one. */
  outcome: 'not-due' | 'due' | 'given';
  /** `seq` of the intent, once it is durable. */
  intent?: number;
  upstreamStatus?: number;
  /** Status that the upstream gave to the last look at the world. */
  probeStatus?: number;
  /** Data subjects that the request and the decision name. */
  subjects: readonly SeenSubject[];
  /** Headers of the answer: name, value, name, value …; none before there is one. */
  headers: readonly string[];
  /** Records the answer's body. */
  recorder?: BodyRecorder | undefined;
  /** Records the request's body, where it streams. */
  tape?: RequestTape;
  /** Of the answer's body, so far. */
  readonly delivered: { bytes: number };
  /** What masks have hit so far. */
  hits?: () => LocatedHits[];
  /** Data subjects that the answer has named so far. */
  seen?: () => readonly SeenSubject[];
  /** Milliseconds since the request was received. */
  elapsed(): number;
  /** Runs one step and notes how long it took. */
  step<T>(name: StepName, work: () => T): T;
}

/** Begins an exchange with the snapshot of this moment. */
export function beginExchange(
  raw: IncomingMessage,
  res: ServerResponse,
  target: string,
  gateway: Gateway,
): Exchange {
  const started = performance.now();
  const abort = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) abort.abort();
  });
  return {
    id: randomUUIDv7(),
    receivedAt: new Date(),
    raw,
    res,
    target,
    signal: abort.signal,
    snapshot: gateway.snapshot,
    policy: gateway.snapshot.policy.hold(),
    outcome: 'not-due',
    subjects: [],
    headers: [],
    delivered: { bytes: 0 },
    elapsed: () => performance.now() - started,
    step: (name, work) => timed(name, work, gateway.metrics),
  };
}

function timed<T>(name: StepName, work: () => T, metrics: Metrics): T {
  const started = performance.now();
  const note = (): void => metrics.took(name, performance.now() - started);
  const result = work();
  if (!(result instanceof Promise)) {
    note();
    return result;
  }
  // What goes wrong is the caller's to see; here only the time counts.
  void result.then(note, note);
  return result;
}
