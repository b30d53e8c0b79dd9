import { checkReason, checkVerdict, requireReason } from './check-decision.ts';
import type { DecideDetails } from './contract.ts';
import { publishRow, recordEnd, recordRow, type Core } from './core.ts';
import { checkAssertion } from './passkeys/check-assertion.ts';
import { accountOf, peopleOf } from './people.ts';
import { decideRefused } from './refusals.ts';
import { findSeat, mayReview, openCase, type Case, type Seat } from './rights.ts';
import type { ShownRow, Vote } from './rows.ts';
import { show } from './show.ts';
import { checkStepUp } from './step-up.ts';
import type { Approval, Approver } from './types.ts';
import { toTime } from '../to-time.ts';

/** Takes a person's decision on what is pending. It counts once it is on record, and wakes who waits. */
export function decide(
  core: Core,
  id: string,
  verdict: 'granted' | 'denied',
  by: Approver,
  { reason, assertion }: DecideDetails = {},
): Promise<Approval> {
  checkVerdict(verdict);
  checkReason(reason);
  return core.turns.run(id, async () => {
    const asked = findCase(core, id);
    const seat = requireSeat(core, by, asked);
    if (asked.row.state !== 'pending') throw decideRefused.settled();
    checkStepUp(seat.answer.step_up, by, core.now());
    if (asked.demand.justification === true) requireReason(reason);
    const { row } = asked;
    const proof =
      assertion &&
      (await checkAssertion(core, { id, binding: row.binding, verdict }, by, assertion));
    if (seat.answer.step_up?.passkey === true && !proof) {
      throw decideRefused.stepUp('The policy wants this decision signed with a passkey.');
    }
    const vote = describeVote(by, seat, { ...(reason !== undefined && { reason }) });
    if (proof) vote.passkey = proof;
    await take(core, asked, seat, verdict, vote, by);
    return show(core, id, by);
  });
}

async function take(
  core: Core,
  { row: { id, version }, demand }: Case,
  { answer, behalf }: Seat,
  verdict: 'granted' | 'denied',
  vote: Vote,
  by: Approver,
): Promise<void> {
  const row = core.store.decide({
    id,
    version,
    verdict,
    vote,
    people: peopleOf(by, ...(behalf ? [behalf] : [])),
    quorum: Math.max(demand.quorum ?? 1, answer.quorum ?? 1),
  });
  if (row === 'counted') throw decideRefused.counted();
  if (!row) throw isOpen(core, id) ? decideRefused.takenOver() : decideRefused.settled();
  try {
    await recordRow(core, row, { vote });
  } catch (error) {
    core.store.takeBack(row);
    throw error;
  }
  if (!publishRow(core, row)) throw decideRefused.takenOver();
}

/** Takes back a grant that was not used. It holds from the claim on: a late yes is worse than a lost one. */
export function revoke(core: Core, id: string, by: Approver, reason?: string): Promise<Approval> {
  checkReason(reason);
  return core.turns.run(id, async () => {
    const seat = requireSeat(core, by, findCase(core, id));
    const vote = describeVote(by, seat, { ...(reason !== undefined && { reason }) });
    const row = core.store.revoke(id, JSON.stringify(vote.by), reason ?? null);
    if (!row) throw decideRefused.settled();
    await recordEnd(core, row, vote);
    return show(core, id, by);
  });
}

/** Signs off what passed by break-glass. A review that cannot be recorded is none. */
export function review(core: Core, id: string, by: Approver, reason: string): Promise<Approval> {
  requireReason(reason);
  checkReason(reason);
  return core.turns.run(id, async () => {
    const asked = findCase(core, id);
    if (!mayReview(by, asked)) throw decideRefused.forbidden();
    if (asked.row.review !== 'open') throw decideRefused.settled();
    const { binding, consumer, decision_id: asking } = asked.row;
    await core.record('approval', {
      approval: id,
      id: consumer ?? asking,
      state: 'consumed',
      binding,
      by: accountOf(by),
      reason,
      break_glass: true,
      reviewed: true,
    });
    const done = { state: 'done', by: accountOf(by), at: toTime(core.now()), reason };
    if (!core.store.review(id, JSON.stringify(done))) throw decideRefused.settled();
    core.tell({ id, state: 'consumed', break_glass: true, reviewed: true });
    return show(core, id, by);
  });
}

/** Throws a Refusal `approval-not-found`. */
export function findCase(core: Core, id: string): Case {
  const row: ShownRow | undefined = core.store.get(id);
  if (!row) throw decideRefused.notFound();
  return openCase(core, row);
}

function requireSeat(core: Core, by: Approver, asked: Case): Seat {
  if (by.unlinked === true) throw decideRefused.unlinked();
  const seat = findSeat(core, by, asked);
  if (!seat) throw decideRefused.forbidden();
  return seat;
}

function isOpen({ store }: Core, id: string): boolean {
  return store.peek(id)?.state === 'pending';
}

function describeVote(by: Approver, { behalf }: Seat, more: { reason?: string }): Vote {
  return {
    by: accountOf(by),
    groups: (behalf ?? by).groups,
    ...(behalf && { behalf: accountOf(behalf) }),
    ...more,
  };
}
