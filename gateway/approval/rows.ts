import type { ApprovalState } from '../types.ts';
import type { Approval, ApprovalStep } from './types.ts';

/** What a step of an approval is taken and recorded from. */
export interface StepRow {
  id: string;
  binding: string;
  decision_id: string;
  state: ApprovalState;
  version: number;
  /** Null once the ledger has this state. */
  recording: number | null;
  deadline: number;
  decided_by: string | null;
  reason: string | null;
  /** Decision id of the request that used the grant. */
  consumer: string | null;
  /** What is asked, as JSON text; null but while it is pending. */
  asked: string | null;
}

/** What is shown of an approval. */
export interface ShownRow extends Omit<StepRow, 'version' | 'consumer' | 'asked'> {
  demand: string;
  asked_at: number;
  decided_at: number | null;
  summary: string;
  body: string | null;
}

/** A row's state as it is recorded. */
export function toApprovalStep(row: StepRow): ApprovalStep {
  const decides = row.state === 'granted' || row.state === 'denied';
  return {
    approval: row.id,
    id: row.consumer ?? row.decision_id,
    state: row.state,
    binding: row.binding,
    ...(decides && row.decided_by !== null && { by: JSON.parse(row.decided_by) }),
    ...(decides && row.reason !== null && { reason: row.reason }),
    ...(row.asked !== null && { asked: row.asked }),
  };
}

/** A row as it is shown. A decision that is not on record is not shown with it. */
export function toApproval(row: ShownRow): Approval {
  const decided = row.state !== 'pending' && row.decided_by !== null;
  return {
    id: row.id,
    state: row.state,
    binding: row.binding,
    decision_id: row.decision_id,
    demand: JSON.parse(row.demand),
    asked_at: toTime(row.asked_at),
    expires_at: toTime(row.deadline),
    ...(decided && { by: JSON.parse(row.decided_by!) }),
    ...(decided && row.decided_at !== null && { decided_at: toTime(row.decided_at) }),
    ...(decided && row.reason !== null && { reason: row.reason }),
    summary: {
      ...JSON.parse(row.summary),
      ...(row.body !== null && { body: JSON.parse(row.body) }),
    },
  };
}

/** RFC 3339, UTC, milliseconds. */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
