import { Refusal, type RefusalExtras } from '../errors.ts';
import type { WaitsFor } from './types.ts';
import type { StepRow } from './rows.ts';
import { toTime } from '../to-time.ts';

/**
 * Seconds after which an agent may send a held request again. Short, since the retry is held in
 * its turn and then passes as soon as a person has granted it.
 */
const RETRY_AFTER = 5;

/** Where an agent sees how its approval goes, on the listener that it asked. */
export const STATUS_PATH = '/.well-known/regent/approvals/';

/** What an agent is told when its request does not pass. */
export const refusals = {
  required: (row: StepRow, waitsFor: WaitsFor, now: number, instructions: string): Refusal =>
    new Refusal(
      'approval-required',
      `A person must approve this request as ${row.id} until ${toTime(row.decide_by)}; then the same request, sent again, passes once. ${instructions.replaceAll('{id}', row.id)}`.trimEnd(),
      waiting(row, waitsFor, now),
    ),
  pending: (row: StepRow, waitsFor: WaitsFor, now: number): Refusal =>
    new Refusal(
      'approval-pending',
      `A person must approve this request as ${row.id} until ${toTime(row.decide_by)}. Once its state is granted, the same request, sent again, passes once.`,
      { ...waiting(row, waitsFor, now), location: STATUS_PATH + row.id },
    ),
  denied: (row: StepRow): Refusal =>
    new Refusal(
      'approval-denied',
      `A person denied this request as ${row.id}. The denial stands until ${toTime(row.decide_by)}.`,
      { approval: row.id },
    ),
  revoked: (row: StepRow): Refusal =>
    new Refusal('approval-denied', `The grant ${row.id} of this request was taken back.`, {
      approval: row.id,
    }),
  expired: (row: StepRow): Refusal =>
    new Refusal(
      'approval-required',
      `Nobody decided on this request as ${row.id} in time, or the grant was not used in time. Sent again, it asks anew.`,
      { approval: row.id, retryAfter: 1 },
    ),
  withdrawn: (row: StepRow): Refusal =>
    new Refusal(
      'approval-required',
      `The approval ${row.id} was withdrawn. Sent again, the request asks anew.`,
      {
        approval: row.id,
        retryAfter: 1,
      },
    ),
  voided: (row: StepRow): Refusal =>
    new Refusal(
      'approval-voided',
      row.cause === 'world'
        ? `What ${row.id} is about has changed since it was asked. Sent again, the request asks anew.`
        : `The policy has changed since ${row.id} was asked. Sent again, the request is decided anew.`,
      { approval: row.id, retryAfter: 1 },
    ),
  policyChanged: (): Refusal =>
    new Refusal(
      'approval-voided',
      'The policy has changed while the request was on its way. Sent again, it is decided anew.',
      { retryAfter: 1 },
    ),
  /** One yes is for one request, so the others that waited for it must ask themselves. */
  usedElsewhere: (): Refusal =>
    new Refusal(
      'approval-required',
      'The approval was used by an identical request. Sent again, this one asks anew.',
      { retryAfter: 1 },
    ),
  unjustified: (): Refusal =>
    new Refusal(
      'justification-required',
      'The policy lets this request pass at once, for a reason: give it as X-Regent-Justification.',
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
  lost: (): Refusal =>
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
  notFound: (): Refusal =>
    new Refusal('approval-not-found', 'There is no approval with this id for you.'),
  forbidden: (): Refusal =>
    new Refusal(
      'approval-forbidden',
      'Only those whom the policy names may decide, in person, and nobody on a request of their own.',
    ),
  unlinked: (): Refusal =>
    new Refusal(
      'approval-forbidden',
      'Your token lacks the claim that tells who you are across accounts (person_claim); the issuer must add it.',
    ),
  counted: (): Refusal =>
    new Refusal(
      'approval-forbidden',
      'You have decided on this before, or somebody for whom you decide has: each person counts once.',
    ),
  stepUp: (what: string): Refusal => new Refusal('step-up-required', what),
  unjustified: (): Refusal =>
    new Refusal(
      'justification-required',
      'The policy wants a reason for this decision: give `reason`.',
    ),
  settled: (): Refusal =>
    new Refusal('approval-settled', 'It was decided or used before, or its time is over.'),
  takenOver: (): Refusal =>
    new Refusal(
      'approvals-unavailable',
      'Meanwhile it has changed, and the decision was not taken. Look at the approval and decide again.',
      { retryAfter: 1 },
    ),
};

function waiting(row: StepRow, waitsFor: WaitsFor, now: number): RefusalExtras {
  const left = Math.ceil((row.decide_by - now) / 1000);
  return {
    approval: row.id,
    retryAfter: Math.max(1, Math.min(RETRY_AFTER, left)),
    waitsFor,
  };
}
