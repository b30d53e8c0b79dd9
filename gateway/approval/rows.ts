import type { ApprovalDemand, ApprovalState, PasskeyProof } from '../types.ts';
import type { ApprovalStep } from './record.ts';
import type { Account, Approval, ApprovalSummary, ShownVote } from './types.ts';
import { toTime } from '../to-time.ts';

/** What a step of an approval is taken and recorded from. */
export interface StepRow {
  id: string;
  binding: string;
  /** Digest of the bundle that has last decided it so. */
  bundle: string;
  decision_id: string;
  state: ApprovalState;
  version: number;
  /** Null once the ledger has this state. */
  recording: number | null;
  announced: number;
  decide_by: number;
  use_by: number | null;
  decided_by: string | null;
  reason: string | null;
  cause: string | null;
  /** Decision id of the request that used the grant. */
  consumer: string | null;
  world: string | null;
  break_glass: number;
  /** As JSON text. */
  demand: string;
}

/** What is shown of an approval. */
export interface ShownRow extends StepRow {
  asked_at: number;
  use_within: number;
  decided_at: number | null;
  /** Of the requester. */
  link: string | null;
  review: string | null;
  summary: string;
  /** Only of one row. */
  bound: string | null;
  body: Uint8Array | null;
}

/** One person's decision, as it is stored. */
export interface Vote {
  by: Account;
  groups: string[];
  behalf?: Account;
  reason?: string;
  passkey?: PasskeyProof;
}

/** The same with when it was made. */
export interface VoteRow {
  vote: string;
  at: number;
}

/** The summary as it is stored, and what of the request is shown beside it. */
export interface StoredSummary extends Omit<ApprovalSummary, 'body'> {
  asked: Pick<Approval, 'justification' | 'purpose'>;
}

/** A row's state as it is recorded; `bound` is of the asking, `vote` of a decision. */
export function toApprovalStep(
  row: StepRow,
  { bound, vote }: { bound?: string; vote?: Vote } = {},
): ApprovalStep {
  const decides = row.state === 'granted' || row.state === 'denied' || row.state === 'revoked';
  return {
    approval: row.id,
    id: row.consumer ?? row.decision_id,
    state: row.state,
    binding: row.binding,
    ...(vote
      ? toVoteData(vote)
      : {
          ...(decides && row.decided_by !== null && { by: JSON.parse(row.decided_by) }),
          ...(decides && row.reason !== null && { reason: row.reason }),
        }),
    ...(row.cause !== null && { cause: row.cause as 'bundle' | 'world' }),
    ...(row.break_glass === 1 && { break_glass: true }),
    ...(bound !== undefined && { bound }),
  };
}

function toVoteData({ by, behalf, reason, passkey }: Vote): Partial<ApprovalStep> {
  return {
    by,
    ...(behalf && { on_behalf_of: behalf }),
    ...(reason !== undefined && { reason }),
    ...(passkey && { passkey }),
  };
}

/** A row as it is shown. A decision that is not on record is not shown with it. */
export function toApproval(row: ShownRow, votes: readonly VoteRow[]): Approval {
  const decided = row.state !== 'pending' && row.decided_by !== null;
  const demand = JSON.parse(row.demand) as ApprovalDemand;
  const { asked, ...summary } = JSON.parse(row.summary) as StoredSummary;
  return {
    id: row.id,
    state: row.state,
    binding: row.binding,
    decision_id: row.decision_id,
    demand,
    asked_at: toTime(row.asked_at),
    decide_by: toTime(row.decide_by),
    ...(row.use_by !== null && row.state !== 'pending' && { use_by: toTime(row.use_by) }),
    ...(decided && { by: JSON.parse(row.decided_by!) }),
    ...(decided && row.decided_at !== null && { decided_at: toTime(row.decided_at) }),
    ...(decided && row.reason !== null && { reason: row.reason }),
    ...(row.cause !== null && { cause: row.cause as 'bundle' | 'world' }),
    approvals: votes.map(toShownVote),
    quorum: demand.quorum ?? 1,
    ...asked,
    ...(row.break_glass === 1 && { break_glass: true }),
    ...(row.review !== null && {
      review: row.review === 'open' ? { state: 'open' } : JSON.parse(row.review),
    }),
    risk: demand.risk ?? riskOf(summary.method, row.break_glass === 1),
    ...(demand.precondition &&
      row.world !== null && { precondition: { demand: demand.precondition, value: row.world } }),
    summary,
  };
}

function toShownVote({ vote, at }: VoteRow): ShownVote {
  const { by, behalf, reason, passkey } = JSON.parse(vote) as Vote;
  return {
    by,
    ...(behalf && { on_behalf_of: behalf }),
    at: toTime(at),
    ...(reason !== undefined && { reason }),
    ...(passkey && { passkey: true }),
  };
}

/** What cannot be undone is riskier than what can, and that than what changes nothing. */
function riskOf(method: string, breakGlass: boolean): number {
  if (breakGlass || method === 'DELETE') return 3;
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 1 : 2;
}
