import type {
  ApprovalDemand,
  ApprovalState,
  ApproversAnswer,
  ApproversInput,
  BundleRef,
  Decision,
  IdentityInput,
  PasskeyProof,
} from '../types.ts';
import type { BindingParts } from './bind-request.ts';
import type { Assertion } from './passkeys/verify-proof.ts';
import type { Delegation, NewDelegation } from './delegations.ts';
import type { Passkeys } from './passkeys/passkeys.ts';
import type { RecordStep } from './record.ts';

/** The part of an identity that an approval is about. A token's id and expiry differ on each retry. */
export type Requester = Pick<
  IdentityInput,
  'issuer' | 'subject' | 'client_id' | 'actors' | 'groups'
>;

/** Somebody's account: who they are at one issuer. */
export interface Account {
  issuer: string;
  subject: string;
}

/** A person, as they have signed in. */
export interface Approver extends Pick<IdentityInput, 'issuer' | 'subject' | 'actors' | 'groups'> {
  /** How they signed in, where the token says it. */
  acr?: string;
  amr?: string[];
  /** When, seconds since the epoch. */
  auth_time?: number;
  /** The same for all accounts of one person, where the issuer has such a claim. */
  link?: string;
  /** The issuer has such a claim and the token has it not, so that the person may be anyone. */
  unlinked?: boolean;
}

/** What is asked: the request as it would be forwarded, and the policy's word on it. */
export interface ApprovalSubject {
  /** What is bound. */
  parts: Omit<BindingParts, 'world'>;
  /** Id of the decision that demands the approval. */
  decisionId: string;
  decision: Decision;
  bundle: BundleRef;
  /** The JSON text that the policy was asked. */
  input: string;
  /** The whole body as it came; absent where there is none. */
  body?: Uint8Array;
  /** Of the requester; see `Approver`. */
  link?: string;
  /** Finds what the precondition asks for; absent where there is none. Throws `precondition-unavailable`. */
  probe?: () => Promise<string>;
  /** Whether the agent does not want to be held (RFC 7240, `respond-async`). */
  async?: boolean;
}

/** A body as it can be shown: as text where its bytes are UTF-8, else in base64; or not at all. */
export type ShownBody = ({ text: string } | { base64: string } | { hidden: true }) & {
  /** Whether personal data in it is masked for whoever sees it. */
  masked?: true;
};

/** What an approver is shown of a request. */
export interface ApprovalSummary {
  method: string;
  host: string;
  /** Canonical path and query, as forwarded. */
  target: string;
  /** The headers that are forwarded. */
  headers: Record<string, string>;
  connection: string;
  identity: Requester;
  /** Why it is asked, for which purpose, and what of the answer would be masked. */
  decision: Decision;
  bundle: BundleRef;
  /** Only in `get`, and only until the approval is used or ends otherwise. */
  body?: ShownBody;
}

/** One person's decision. Times are RFC 3339, UTC. */
export interface ShownVote {
  by: Account;
  on_behalf_of?: Account;
  at: string;
  reason?: string;
  /** Whether it is signed with a passkey; the proof is in the ledger. */
  passkey?: true;
}

/** What the person who looks may do with an approval. */
export interface Rights {
  decide: boolean;
  revoke: boolean;
  review: boolean;
  see_body: boolean;
  /** What is needed to decide. */
  step_up?: NonNullable<ApproversAnswer['step_up']>;
  /** By whose delegation. */
  on_behalf_of?: Account;
}

/** One approval, as it is shown. Times are RFC 3339, UTC. */
export interface Approval {
  /** `apr_` and 22 characters of base64url. */
  id: string;
  state: ApprovalState;
  /** SHA-256, in hex, of `bound`. */
  binding: string;
  /** The canonical form (RFC 8785) of what is approved; only in `get`, for who sees the body. */
  bound?: string;
  decision_id: string;
  /** What the policy demands; groups in sorted order. */
  demand: ApprovalDemand;
  asked_at: string;
  /** From this time on it can no more be decided. */
  decide_by: string;
  /** From this time on the grant can no more be used. */
  use_by?: string;
  decided_at?: string;
  /** Who granted, denied or revoked last, and why. */
  by?: Account;
  reason?: string;
  /** Why it was voided: the policy decides otherwise, or the world changed. */
  cause?: 'bundle' | 'world';
  /** The decisions that are on record. */
  approvals: ShownVote[];
  /** How many people must agree. */
  quorum: number;
  /** What the agent says of why and what for. */
  justification?: string;
  purpose?: string;
  /** It passed at once, and is to be reviewed. */
  break_glass?: true;
  review?: { state: 'open' } | { state: 'done'; by: Account; at: string; reason: string };
  /** 1 is low, 3 is high. */
  risk: number;
  /** What was found of the world when it was asked. */
  precondition?: { demand: NonNullable<ApprovalDemand['precondition']>; value: string };
  /** What the person who looks may do. */
  may?: Rights;
  summary: ApprovalSummary;
}

/** What an agent is told of its own approval. */
export interface ApprovalStatus {
  approval: string;
  state: ApprovalState;
  decide_by: string;
  use_by?: string;
  waits_for: WaitsFor;
}

/** What a pending approval waits for. */
export interface WaitsFor {
  groups: string[];
  quorum: number;
  /** How many have agreed. */
  approved: number;
  decide_by: string;
}

/** An approval that was consumed for the request that holds this. */
export interface Grant {
  id: string;
  /** Who granted it last; absent where it passed by break-glass. */
  by?: Account;
  reason?: string;
}

/** Which approvals to list; no member, all of them. */
export interface ApprovalFilter {
  state?: ApprovalState;
  /** Only those whose demand names this group. */
  group?: string;
  /** Only what passed by break-glass and is not reviewed. */
  review?: 'open';
  /** Only those that this person may decide now; needs a person. */
  mine?: boolean;
}

/** What is besides a verdict. */
export interface DecideDetails {
  reason?: string;
  assertion?: Assertion;
}

/** What a person did with their own right to decide. */
export type AccountChange =
  | {
      kind: 'delegated' | 'delegation-ended';
      by: Account;
      from: Account;
      to: Account;
      until: string;
    }
  | { kind: 'passkey-registered' | 'passkey-removed'; by: Account };

/** That something happened to an approval, or, without an id, that something may have. */
export interface ApprovalChange {
  /** It may have changed what people may decide; no approval has. */
  account?: AccountChange;
  id?: string;
  state?: ApprovalState;
  break_glass?: boolean;
  reviewed?: boolean;
}

/** Where faults that no request can be told of are written; pino's loggers fit. */
export interface ApprovalLog {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** Signing with passkeys: the relying party of WebAuthn. */
export interface PasskeyOptions {
  rpId: string;
  rpName: string;
  origins: string[];
  /** Milliseconds since the sign-in, to register one. */
  registrationMaxAge: number;
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
  /** After how long an approval is withdrawn whose agent left; 10 s if absent. */
  withdrawAfter?: number;
  /** What the operator tells an agent that waits, such as where to ask; `{id}` is the approval's id. */
  instructions?: string;
  passkeys?: PasskeyOptions;
  /** How often other processes' decisions and deadlines are looked for; 1000 if absent. */
  poll?: number;
  /** Milliseconds since the epoch; `Date.now` if absent. */
  now?: () => number;
  /** Asks the policy; undefined where it says nothing of approvers, so that the groups decide. Must not throw. */
  approvers?: (
    input: Pick<ApproversInput, 'approval' | 'person' | 'decisions'>,
  ) => ApproversAnswer | undefined;
  /** Masks a body for who may not see it; undefined where it cannot be masked. */
  mask?: (
    body: Uint8Array,
    type: string | undefined,
    show: ApprovalDemand['show'],
  ) => Promise<Uint8Array | undefined>;
  /** Writes a step to the ledger and settles once it is durable. */
  record: RecordStep;
  log?: ApprovalLog;
}

/** The ask step. Every method throws `approvals-unavailable` when the database fails. */
export interface Approvals {
  /**
   * Holds a request until enough people have granted it, and consumes the grant.
   *
   * Throws a Refusal: `approval-required` when the hold or the approval ends undecided, or when the
   * grant went to another, identical request; `approval-pending` for one that does not want to be held;
   * `approval-denied`; `approval-voided`; `justification-required`; `precondition-unavailable`;
   * `approvals-unavailable` past a limit; `ledger-unavailable`; `client-gone` when `signal` aborts;
   * `shutting-down`; and `internal-error` for a demand that cannot be met.
   */
  ask(demand: ApprovalDemand, subject: ApprovalSubject, signal: AbortSignal): Promise<Grant>;
  /** At most 500: what is pending first, oldest first, then the others, newest first. With a person, what they may see. */
  list(filter?: ApprovalFilter, person?: Approver): Approval[];
  /** How many wait for people, of all that do. */
  pending(): number;
  /** Whether a person may see any of the 500 that `list` gives. */
  seesAny(person: Approver): boolean;
  /** Of all that are kept, oldest first. */
  ids(): string[];
  /** One without what is bound and its body, for the gateway itself; undefined where there is none. */
  outline(id: string): Approval | undefined;
  /** Whether a person may see an approval. */
  maySee(id: string, person: Approver): boolean;
  /** One approval. Throws `approval-not-found`, also where the person may not see it. */
  get(id: string, person?: Approver): Promise<Approval>;
  /**
   * Takes a person's decision. It counts once this resolves.
   *
   * Throws a Refusal: `approval-not-found`; `approval-forbidden`; `step-up-required`;
   * `justification-required`; `approval-settled` where it is no longer pending; `malformed-request`
   * for an unusable verdict or reason; `ledger-unavailable`, and then nothing is decided.
   */
  decide(
    id: string,
    verdict: 'granted' | 'denied',
    by: Approver,
    details?: DecideDetails,
  ): Promise<Approval>;
  /** Takes back a grant that was not used. It does not hold from the call on, recorded or not. */
  revoke(id: string, by: Approver, reason?: string): Promise<Approval>;
  /** Signs off what passed by break-glass. */
  review(id: string, by: Approver, reason: string): Promise<Approval>;
  /** What the agent that asked is told. Throws `approval-not-found`, also to others. */
  status(id: string, requester: Requester): ApprovalStatus;
  /** The agent that asked does not want it any more. */
  withdraw(id: string, requester: Requester): Promise<ApprovalStatus>;
  /** Lets another decide instead, until a time. */
  delegate(from: Approver, delegation: NewDelegation): Promise<Delegation>;
  /** The delegations by and to a person that hold now. */
  delegations(person: Approver): Delegation[];
  /** Ends one before its time; by who made it or has it. */
  endDelegation(id: string, by: Approver): Promise<void>;
  readonly passkeys: Passkeys;
  /**
   * Puts what is open before a bundle that decides from now on: what it decides otherwise is voided.
   * The database is changed before this returns; it resolves once the ledger says so.
   */
  redecide(bundle: string, decide: (input: string) => Decision): Promise<{ voided: string[] }>;
  /** Calls the listener at each change; gives what ends that. */
  subscribe(listener: (change: ApprovalChange) => void): () => void;
  /** Closes what is past its deadline and records what a crash or a failing ledger left unrecorded. */
  expire(): Promise<void>;
  /** Removes what is kept of these exchanges, asked or used; who is held for one of them is refused. */
  erase(exchanges: readonly string[]): void;
  /** How many requests are held now. */
  held(): number;
  /** Ends held requests with `shutting-down`, waits for steps being recorded, closes the database. */
  close(): Promise<void>;
}

export type { PasskeyProof };
