import { checkReason, checkVerdict } from './check-decision.ts';
import type { Core } from './core.ts';
import { mayDecide } from './may-decide.ts';
import { decideRefused } from './refusals.ts';
import { toApproval } from './rows.ts';
import type { Approval, Approver } from './types.ts';

/** Takes a person's decision on what is pending. It counts once it is on record, and wakes who waits. */
export async function decide(
  core: Core,
  id: string,
  verdict: 'granted' | 'denied',
  by: Approver,
  reason?: string,
): Promise<Approval> {
  const { store, holders, record } = core;
  checkVerdict(verdict);
  checkReason(reason);
  const { summary, demand } = show(core, id);
  if (!mayDecide(by, summary.identity, demand.groups)) throw decideRefused.forbidden();
  const person = JSON.stringify({ issuer: by.issuer, subject: by.subject });
  const row = store.decide({ id, verdict, by: person, reason: reason ?? null });
  if (!row) throw decideRefused.settled();
  try {
    await record(row);
  } catch (error) {
    store.takeBack(row);
    throw error;
  }
  if (!store.publish(row)) throw decideRefused.takenOver();
  holders.wake(id);
  return show(core, id);
}

/** One approval with its body. Throws a Refusal `approval-not-found`. */
export function show({ store }: Core, id: string): Approval {
  const row = store.get(id);
  if (!row) throw decideRefused.notFound();
  return toApproval(row);
}
