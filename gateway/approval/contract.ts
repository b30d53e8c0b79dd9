/** The ask step, as others use it. */
import type { ApprovalDemand, ApproversAnswer, ApproversInput, Decision } from '../types.ts';
import type { Assertion } from './passkeys/verify-proof.ts';
import type { RecordStep } from './record.ts';
import type {
  Approval,
  ApprovalChange,
  ApprovalFilter,
  ApprovalStatus,
  ApprovalSubject,
  Approver,
  Delegation,
  Grant,
  NewDelegation,
  Requester,
  ShownPasskey,
} from './types.ts';

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

/** What is besides a verdict. */
export interface DecideDetails {
  reason?: string;
  assertion?: Assertion;
}

/** The passkeys of people: what signs their decisions. */
export interface Passkeys {
  /** What the browser is asked to make one with. Throws a Refusal: `step-up-required`, `too-many-passkeys`. */
  registrationOptions(by: Approver): Promise<object>;
  /**
   * Takes what the browser made. Throws a Refusal: `step-up-required`, `malformed-request`, `too-many-passkeys`,
   * `ledger-unavailable`.
   */
  register(by: Approver, response: object, name: string): Promise<ShownPasskey>;
  list(by: Approver): ShownPasskey[];
  /** Removes one. Throws a Refusal `not-found`. */
  remove(by: Approver, id: string): Promise<void>;
  /** What the browser is asked to sign a decision with. */
  challenge(by: Approver, approval: string, verdict: 'granted' | 'denied'): Promise<object>;
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
