import type {
  ApprovalDemand,
  ApprovalState,
  BundleRef,
  Decision,
  IdentityInput,
} from '../types.ts';

/** The part of an identity that an approval is about. A token's id and expiry differ on each retry. */
export type Requester = Pick<
  IdentityInput,
  'issuer' | 'subject' | 'client_id' | 'actors' | 'groups'
>;

/** A person, as the admin API has identified them. */
export type Approver = Pick<IdentityInput, 'issuer' | 'subject' | 'actors' | 'groups'>;

/** What is asked: the request as it would be forwarded, and the policy's word on it. */
export interface ApprovalSubject {
  /** What `bindRequest` gave for this request. */
  binding: string;
  /** Id of the decision that demands the approval. */
  decisionId: string;
  /** As an approver is shown it, but with the whole body as it came; absent where there is none. */
  summary: Omit<ApprovalSummary, 'body'> & { body?: Uint8Array };
}

/** A body as it can be shown: as text where its bytes are UTF-8, else in base64. Nothing is lost. */
export type ShownBody = { text: string } | { base64: string };

/** What an approver is shown of a request. */
export interface ApprovalSummary {
  method: string;
  host: string;
  /** Canonical path and query, as forwarded. */
  target: string;
  /** The headers that are forwarded. */
  headers?: Record<string, string>;
  connection: string;
  identity: Requester;
  /** Why it is asked, for which purpose, and what of the answer would be masked. */
  decision: Decision;
  bundle: BundleRef;
  /** Only in `get`, and only until the approval is used, denied or expired. */
  body?: ShownBody;
}

/** One approval, as it is shown. Times are RFC 3339, UTC. */
export interface Approval {
  /** `apr_` and 22 characters of base64url. */
  id: string;
  state: ApprovalState;
  binding: string;
  decision_id: string;
  /** Who may decide, and for how long it stands; groups in sorted order. */
  demand: ApprovalDemand;
  asked_at: string;
  /** From this time on it can be neither decided nor used. */
  expires_at: string;
  decided_at?: string;
  by?: { issuer: string; subject: string };
  reason?: string;
  summary: ApprovalSummary;
}

/** A step of an approval, to be recorded. */
export interface ApprovalStep {
  approval: string;
  /** Decision id of the request that asks or, where it is consumed, of the one that uses it. */
  id: string;
  state: ApprovalState;
  binding: string;
  by?: { issuer: string; subject: string };
  reason?: string;
  /** What is asked, where that is the step: an `ApprovalSummary` without its body, as JSON text. */
  asked?: string;
}

/** An approval that was consumed for the request that holds this. */
export interface Grant {
  id: string;
  by: { issuer: string; subject: string };
  reason?: string;
}

/** Which approvals to list; no member, all of them. */
export interface ApprovalFilter {
  state?: ApprovalState;
  /** Only those that a member of this group may decide. */
  group?: string;
}

/** Where faults that no request can be told of are written; pino's loggers fit. */
export interface ApprovalLog {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** How approvals are kept; times in milliseconds. */
export interface ApprovalsOptions {
  /** The database file. It is made where it is missing. */
  file: string;
  /** How long a request is held. */
  hold: number;
  /** How many requests may be held at once. */
  maxHeld: number;
  /** How many approvals of one issuer and subject may be pending at once; 100 if absent. */
  maxPendingPerIdentity?: number;
  /** What the operator tells an agent that waits, such as where to ask; `{id}` is the approval's id. */
  instructions?: string;
  /** How often other processes' decisions and deadlines are looked for; 1000 if absent. */
  poll?: number;
  /** Milliseconds since the epoch; `Date.now` if absent. */
  now?: () => number;
  /** Writes a step to the ledger and settles once it is durable. */
  record: (step: ApprovalStep) => Promise<void>;
  log?: ApprovalLog;
}

/** The ask step. Every method throws `approvals-unavailable` when the database fails. */
export interface Approvals {
  /**
   * Holds a request until a person has granted it, and consumes the grant.
   *
   * Throws a Refusal: `approval-required` when the hold or the approval ends undecided, or when the
   * grant went to another, identical request; `approval-denied`; `approvals-unavailable` past a
   * limit; `ledger-unavailable`; `client-gone` when `signal` aborts; `shutting-down`; and
   * `internal-error` for a demand that this gateway cannot meet, such as a quorum.
   */
  ask(demand: ApprovalDemand, subject: ApprovalSubject, signal: AbortSignal): Promise<Grant>;
  /** At most 500: what is pending first, oldest first, then the others, newest first. */
  list(filter?: ApprovalFilter): Approval[];
  /** One approval with its body. Throws `approval-not-found`. */
  get(id: string): Approval;
  /**
   * Takes a person's decision. It counts once this resolves.
   *
   * Throws a Refusal: `approval-not-found`; `approval-forbidden`; `approval-settled` where it is no
   * longer pending; `malformed-request` for an unusable verdict or reason; `ledger-unavailable`, and then
   * nothing is decided.
   */
  decide(
    id: string,
    verdict: 'granted' | 'denied',
    by: Approver,
    reason?: string,
  ): Promise<Approval>;
  /** Closes what is past its deadline and records what a crash or a failing ledger left unrecorded. */
  expire(): Promise<void>;
  /** Removes what is kept of these exchanges, asked or used; who is held for one of them is refused. */
  erase(exchanges: readonly string[]): void;
  /** How many requests are held now. */
  held(): number;
  /** Ends held requests with `shutting-down`, waits for steps being recorded, closes the database. */
  close(): Promise<void>;
}
