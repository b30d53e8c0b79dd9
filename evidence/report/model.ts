/** What a report says, before it is laid out. All texts are as they were recorded: whoever lays them out makes them fit to be shown. */

/** Why something that is sealed is not in the report. */
export type Closed = 'erased' | 'no-key';

/** A body, or its beginning. */
export interface BodyShown {
  /** Of all that was recorded. */
  bytes: number;
  /** The recorded body is itself the beginning of a longer one. */
  truncated: boolean;
  /** Absent where it is no text, or cannot be read. */
  text?: string;
  /** Bytes that were not read for the report. */
  left: number;
}

export interface Person {
  issuer: string;
  subject: string;
  client?: string;
  /** Who acted for the subject. */
  actors: string[];
}

export interface ApprovalStep {
  seq: number;
  time: string;
  approval: string;
  /** Its state, or what happened in it. */
  step: string;
  by?: string;
  reason?: string;
}

/** A look of the gateway's own at what an approval is about. */
export interface Probe {
  seq: number;
  time: string;
  /** Of the request that it was for. */
  id: string;
  connection: string;
  method: string;
  /** Path and query; absent where they are erased, or without a key. */
  target?: string;
  /** To ask people, or to use what they granted. */
  for: string;
  approval?: string;
}

/** A request that was forwarded, and what was delivered. */
export interface Access {
  seq: number;
  outcome?: number;
  id: string;
  time: string;
  who: Person;
  session: string;
  connection: string;
  method: string;
  /** Path and query. */
  target?: string;
  action: string;
  reasons: string[];
  purpose?: string;
  legalBasis?: string;
  revision: string;
  bundle: string;
  approval?: string;
  /** Steps of the approval that the request consumed. */
  approvals: ApprovalStep[];
  /** What the gateway looked at before, for it. */
  probes: Probe[];
  request?: BodyShown;
  response?: BodyShown;
  status?: number;
  bytes?: number;
  duration?: number;
  error?: string;
  masks: { what: string; method: string; count: number }[];
  subjects: { type: string; value: string; in: string }[];
  closed?: Closed;
}

/** A request that was not forwarded. */
export interface Refusal {
  seq: number;
  time: string;
  who?: Person;
  client: string;
  connection?: string;
  method?: string;
  target?: string;
  code: string;
  status: number;
  reasons: string[];
  detail?: string;
  closed?: Closed;
}

/** How often what was done for what. */
export interface Purpose {
  connection: string;
  purpose?: string;
  legalBasis?: string;
  agents: number;
  requests: number;
  masked: number;
}

/** An entry of the gateway about itself. */
export interface Event {
  seq: number;
  time: string;
  type: string;
  text: string;
}

export interface Erasure {
  id: string;
  seq: number;
  time: string;
  reference: string;
  by: string;
  exchanges: number;
  /** When its keys were destroyed; absent where it is under way. */
  done?: string;
}

/** The whole report. */
export interface Report {
  origin: string;
  size: number;
  root: string;
  /** Of the checkpoint. */
  time: string;
  /** What was asked for. */
  from?: string;
  to?: string;
  session?: string;
  subject?: { type: string; value: string };
  entries: number;
  vkeys: string[];
  counts: {
    accesses: number;
    refusals: number;
    refusedUnknown: number;
    agents: number;
    masked: number;
    bytes: number;
    approvals: number;
    probes: number;
    erased: number;
    locked: number;
    failed: number;
  };
  accesses: Access[];
  refusals: Refusal[];
  approvals: ApprovalStep[];
  probes: Probe[];
  purposes: Purpose[];
  erasures: Erasure[];
  /** Gaps, recoveries, clocks, holds, removals: what an authority may ask about. */
  incidents: Event[];
  /** Starts, stops, bundles, keys. */
  operations: Event[];
}

/** Of each list that many are told; the counts are of all. */
export const MOST = 500;
