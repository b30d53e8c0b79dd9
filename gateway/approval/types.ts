/** What is asked of people, and shown and told of it. */
import type {
  ApprovalDemand,
  ApprovalState,
  ApproversAnswer,
  BundleRef,
  Decision,
  IdentityInput,
} from '../types.ts';

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

/** What a person's yes is about. Whatever is forwarded is in here. */
export interface BindingParts {
  request: {
    method: string;
    host: string;
    path: string;
    queryString: string;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
    /** In hex; absent only where there is no body. A body that was not read cannot be bound. */
    bodySha256?: string;
  };
  identity: Requester;
  connection: string;
  bundle: BundleRef;
  /** What is hidden of the response, and what may be written back. */
  hidden: Pick<Decision, 'masks' | 'headers' | 'detect' | 'write_back'>;
  /** Of the processing, as the policy says. */
  purpose?: string;
  /** What the agent says of why and what for. */
  justification?: string;
  statedPurpose?: string;
  precondition?: NonNullable<ApprovalDemand['precondition']>;
  /** What the precondition found when it was asked. */
  world?: string;
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
  /**
   * Finds what the precondition asks for; absent where there is none. `approval` is to be used then, and absent where people are
   * to be asked. Throws `precondition-unavailable`, and `ledger-unavailable` where the look cannot be recorded.
   */
  probe?: (approval?: string) => Promise<string>;
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

/** A delegation to be made. */
export interface NewDelegation {
  to: Account;
  /** RFC 3339. */
  until: string;
  reason?: string;
}

/** A delegation that holds. Times are RFC 3339, UTC. */
export interface Delegation {
  id: string;
  from: Account;
  to: Account;
  made_at: string;
  until: string;
  reason?: string;
}

/** A passkey as it is shown. */
export interface ShownPasskey {
  id: string;
  name: string;
  made_at: string;
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
