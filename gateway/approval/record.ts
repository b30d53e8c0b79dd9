import type { ApprovalData, DelegationData, PasskeyData } from '../types.ts';

/** What is recorded of approvals, by the type of the ledger's entry. */
export interface StepData {
  approval: ApprovalData;
  delegation: DelegationData;
  passkey: PasskeyData;
}

/** Writes an entry to the ledger and settles once it is durable. */
export type RecordStep = <T extends keyof StepData>(type: T, data: StepData[T]) => Promise<unknown>;
