import type { ApprovalState, DelegationData, PasskeyData, PasskeyProof } from '../types.ts';
import type { Account } from './types.ts';

/** A step of an approval, to be recorded. */
export interface ApprovalStep {
  approval: string;
  /** Decision id of the request that asks or, where it is consumed, of the one that uses it. */
  id: string;
  state: ApprovalState;
  binding: string;
  /** Who decided, revoked or reviewed. */
  by?: Account;
  on_behalf_of?: Account;
  reason?: string;
  cause?: 'bundle' | 'world';
  break_glass?: true;
  /** It is of the review of what passed by break-glass. */
  reviewed?: true;
  /** With the asking: the canonical form (RFC 8785) whose SHA-256 is `binding`. */
  bound?: string;
  passkey?: PasskeyProof;
}

/** What is recorded of approvals, by the type of the ledger's entry. */
export interface StepData {
  approval: ApprovalStep;
  delegation: DelegationData;
  passkey: PasskeyData;
}

/** Writes an entry to the ledger and settles once it is durable. */
export type RecordStep = <T extends keyof StepData>(type: T, data: StepData[T]) => Promise<unknown>;
