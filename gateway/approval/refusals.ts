import { Refusal } from '../errors.ts';
import { toTime, type StepRow } from './rows.ts';

/**
 * Seconds after which an agent may send a held request again. Short, since the retry is held in
 * its turn and then passes as soon as a person has granted it.
 */
const RETRY_AFTER = 5;

/** What an agent is told when its request does not pass. */
export const refusals = {
  required: ({ id, deadline }: StepRow, now: number, instructions: string): Refusal =>
    new Refusal(
      'approval-required',
      `A person must approve this request as ${id} until ${toTime(deadline)}; then the same request, sent again, passes once. ${instructions.replaceAll('{id}', id)}`.trimEnd(),
      { approval: id, retryAfter: Math.max(1, Math.min(RETRY_AFTER, seconds(deadline - now))) },
    ),
  denied: (row: StepRow): Refusal =>
    new Refusal(
      'approval-denied',
      `A person denied this request as ${row.id}. The denial stands until ${toTime(row.deadline)}.`,
      { approval: row.id },
    ),
  expired: (row: StepRow): Refusal =>
    new Refusal(
      'approval-required',
      `Nobody decided on this request as ${row.id} in time. Sent again, it asks anew.`,
      { approval: row.id, retryAfter: 1 },
    ),
  /** One yes is for one request, so the others that waited for it must ask themselves. */
  usedElsewhere: (): Refusal =>
    new Refusal(
      'approval-required',
      'The approval was used by an identical request. Sent again, this one asks anew.',
      { retryAfter: 1 },
    ),
  full: (): Refusal =>
    new Refusal('approvals-unavailable', 'Too many requests wait for approval now.', {
      retryAfter: RETRY_AFTER,
    }),
  flooded: (): Refusal =>
    new Refusal(
      'approvals-unavailable',
      'Too many approvals of this identity are pending. Wait until some are decided.',
      { retryAfter: RETRY_AFTER },
    ),
  withdrawn: (): Refusal =>
    new Refusal('approvals-unavailable', 'The approval could not be recorded.', {
      retryAfter: RETRY_AFTER,
    }),
  unrecorded: (cause: unknown): Refusal =>
    new Refusal(
      'ledger-unavailable',
      'The approval cannot be recorded now.',
      { retryAfter: RETRY_AFTER },
      cause,
    ),
  gone: (): Refusal => new Refusal('client-gone', 'The client left while its request was held.'),
  closing: (): Refusal =>
    new Refusal('shutting-down', 'Send the request again, to another gateway.', { retryAfter: 1 }),
};

/** What a person is told whose decision is not taken. */
export const decideRefused = {
  notFound: (): Refusal => new Refusal('approval-not-found', 'There is no approval with this id.'),
  forbidden: (): Refusal =>
    new Refusal(
      'approval-forbidden',
      'Only a member of the groups that the policy names may decide, in person, and nobody on a request of their own.',
    ),
  settled: (): Refusal =>
    new Refusal('approval-settled', 'It was decided or used before, or its time is over.'),
  takenOver: (): Refusal =>
    new Refusal(
      'approvals-unavailable',
      'The decision took too long to record and was not taken. Look at the approval and decide again.',
      { retryAfter: 1 },
    ),
};

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
