import { randomBytes } from 'node:crypto';
import type { ApprovalDemand } from '../types.ts';
import type { Core } from './core.ts';
import { readDemand } from './read-demand.ts';
import { refusals } from './refusals.ts';
import type { StepRow } from './rows.ts';
import type { NewApproval } from './store.ts';
import { showBody, summarise } from './summarise.ts';
import type { ApprovalSubject, Grant } from './types.ts';

/** Meets the standing approval of this request or opens one, and waits for what comes of it. */
export async function ask(
  core: Core,
  demand: ApprovalDemand,
  subject: ApprovalSubject,
  signal: AbortSignal,
): Promise<Grant> {
  const { store, holders, now } = core;
  const asked = describeNew(demand, subject);
  if (signal.aborted) throw refusals.gone();
  const limits = {
    mayHold: holders.size < core.maxHeld,
    maxPending: core.maxPendingPerIdentity,
  };
  const entered = store.enter(asked, limits);
  if (entered.kind === 'full') throw refusals.full();
  if (entered.kind === 'flooded') throw refusals.flooded();
  const { kind, row } = entered;
  if (kind === 'denied') throw refusals.denied(row);
  if (kind === 'consumed') return use(core, row);
  // Nothing is awaited between the look at the limits and this: the places cannot be overbooked.
  const holder = holders.add(row.id, core.hold, signal);
  try {
    if (kind === 'created') await announce(core, row);
    for (;;) {
      if (core.closed) throw refusals.closing();
      if (signal.aborted) throw refusals.gone();
      const consumed = settle(core, row.id, asked.decisionId);
      if (consumed) return await use(core, consumed);
      if (holder.over) throw refusals.required(row, now(), core.instructions);
      await holder.next();
    }
  } finally {
    holder.release();
  }
}

function describeNew(demand: ApprovalDemand, subject: ApprovalSubject): NewApproval {
  const { binding, decisionId, summary } = subject;
  const read = readDemand(demand);
  return {
    id: `apr_${randomBytes(16).toString('base64url')}`,
    binding,
    demand: read.demand,
    decisionId,
    issuer: summary.identity.issuer,
    subject: summary.identity.subject,
    stands: read.stands,
    summary: summarise(summary),
    body: summary.body ? JSON.stringify(showBody(summary.body)) : null,
  };
}

/** Records a new approval, so that people see it. One that cannot be recorded was never asked for. */
async function announce({ store, holders, record }: Core, row: StepRow): Promise<void> {
  try {
    await record(row);
  } catch (error) {
    store.withdraw(row);
    holders.wake(row.id);
    throw error;
  }
  store.publish(row);
}

/** The grant, consumed, if there is one; undefined while there is something to wait for; else throws. */
function settle({ store }: Core, id: string, consumer: string): StepRow | undefined {
  const row = store.peek(id);
  if (!row) throw refusals.withdrawn();
  if (row.recording !== null || row.state === 'pending') return undefined;
  if (row.state === 'denied') throw refusals.denied(row);
  if (row.state === 'expired') throw refusals.expired(row);
  if (row.state === 'consumed') throw refusals.usedElsewhere();
  return store.consume(id, consumer);
}

/** A grant whose use cannot be recorded stays used: the ledger may have the entry all the same. */
async function use({ store, holders, record }: Core, row: StepRow): Promise<Grant> {
  await record(row);
  store.publish(row);
  holders.wake(row.id);
  return {
    id: row.id,
    by: JSON.parse(row.decided_by!),
    ...(row.reason !== null && { reason: row.reason }),
  };
}
