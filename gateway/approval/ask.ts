import { randomBytes } from 'node:crypto';
import type { ApprovalDemand } from '../types.ts';
import { bindRequest, findingKey } from './bind-request.ts';
import { publishRow, recordRow, type Core } from './core.ts';
import type { Holder } from './holders.ts';
import { readDemand } from './read-demand.ts';
import { refusals } from './refusals.ts';
import type { StepRow } from './rows.ts';
import { waitsFor } from './show.ts';
import type { Bound, Entered, NewApproval } from './store.ts';
import { summarise } from './summarise.ts';
import type { ApprovalSubject, Grant } from './types.ts';
import { useGrant, type User } from './use-grant.ts';

/** Meets the standing approval of this request or opens one, and waits for what comes of it. */
export async function ask(
  core: Core,
  demand: ApprovalDemand,
  subject: ApprovalSubject,
  signal: AbortSignal,
): Promise<Grant> {
  const asked = describeNew(demand, subject);
  if (signal.aborted) throw refusals.gone();
  if (core.bundle !== undefined && core.bundle !== asked.bundle) throw refusals.policyChanged();
  if (demand.break_glass === true) return passBreakGlass(core, asked, subject);

  let bound = subject.probe ? undefined : bind(subject, undefined);
  let entered = tryEnter(core, asked, bound);
  // Only a request that opens an approval asks the world: a repeat meets what was found then.
  if (entered.kind === 'unbound') {
    bound = bind(subject, await subject.probe!());
    if (core.closed) throw refusals.closing();
    if (signal.aborted) throw refusals.gone();
    entered = tryEnter(core, asked, bound);
  }
  if (entered.kind === 'full') throw refusals.full();
  if (entered.kind === 'flooded') throw refusals.flooded();
  const { kind, row } = entered as Extract<Entered, { row: StepRow }>;
  if (kind === 'denied') throw refusals.denied(row);
  const user = toUser(subject);
  // A grant needs no place among the held: it passes though all are taken.
  if (kind === 'granted') {
    const grant = await useGrant(core, row, user);
    if (grant) return grant;
    throw refusals.usedElsewhere();
  }
  // Nothing was awaited between the look at the limits and this: the places cannot be overbooked.
  const holder = core.holders.add(row.id, core.options.hold, signal);
  const announced = kind === 'created' ? announce(core, row, bound!.bound) : undefined;
  // Returned and not awaited, so that what was only needed to ask is not held with the request.
  return hold(core, row.id, user, holder, announced);
}

/** What of a request is needed until it passes: many may be held. */
function toUser({ decisionId, bundle, probe, async }: ApprovalSubject): User {
  return {
    decisionId,
    bundle,
    ...(probe && { probe }),
    ...(async !== undefined && { async }),
  };
}

/** Waits for what comes of an approval. A new one is `announced` first, so that nothing comes of it that is not on record. */
async function hold(
  core: Core,
  id: string,
  user: User,
  holder: Holder,
  announced: Promise<void> | undefined,
): Promise<Grant> {
  try {
    await announced;
    for (;;) {
      const grant = await look(core, id, user, holder);
      if (grant) return grant;
      await holder.next();
    }
  } finally {
    holder.release();
  }
}

/** The grant, consumed; undefined where there is still to be waited. Throws for what came of it else. */
async function look(
  core: Core,
  id: string,
  user: User,
  holder: Holder,
): Promise<Grant | undefined> {
  for (;;) {
    if (core.closed) throw refusals.closing();
    if (holder.left) throw leave(core, id);
    const current = findOpen(core, id);
    if (current.state === 'granted' && current.recording === null) {
      const grant = await useGrant(core, current, user);
      if (grant) return grant;
      continue;
    }
    if (user.async === true && current.recording === null) {
      throw refusals.pending(current, waitsFor(core, current), core.now());
    }
    if (holder.over) {
      throw refusals.required(current, waitsFor(core, current), core.now(), core.instructions);
    }
    return undefined;
  }
}

/** What is to be asked, but for what the precondition finds. */
function describeNew(demand: ApprovalDemand, subject: ApprovalSubject): NewApproval {
  const { identity } = subject.parts;
  const read = readDemand(demand);
  return {
    id: `apr_${randomBytes(16).toString('base64url')}`,
    key: findingKey(subject.parts),
    bundle: subject.bundle.digest,
    ...read,
    decisionId: subject.decisionId,
    issuer: identity.issuer,
    subject: identity.subject,
    link: subject.link ?? null,
    async: Number(subject.async === true),
    summary: summarise(subject),
    input: subject.input,
    body: subject.body ?? null,
  };
}

function tryEnter(core: Core, asked: NewApproval, bound: Bound | undefined): Entered {
  const limits = {
    mayHold: core.holders.size < core.options.maxHeld,
    maxPending: core.maxPendingPerIdentity,
  };
  return core.store.enter(asked, bound, limits);
}

function bind({ parts }: ApprovalSubject, world: string | undefined): Bound {
  const bound = bindRequest({ ...parts, ...(world !== undefined && { world }) });
  return { ...bound, world: world ?? null };
}

/** Records a new approval, so that people see it. One that cannot be recorded was never asked for. */
async function announce(core: Core, row: StepRow, bound: string): Promise<void> {
  try {
    await recordRow(core, row, { bound });
  } catch (error) {
    core.store.withdraw(row);
    core.holders.wake(row.id);
    throw error;
  }
  publishRow(core, row);
}

/** What is still waited for, or granted; throws for what came of it else. */
function findOpen({ store }: Core, id: string): StepRow {
  const row = store.peek(id);
  if (!row) throw refusals.lost();
  if (row.state === 'pending' || row.state === 'granted') return row;
  // A denial that is not on record is none yet.
  if (row.state === 'denied' && row.recording !== null) return row;
  switch (row.state) {
    case 'denied':
      throw refusals.denied(row);
    case 'revoked':
      throw refusals.revoked(row);
    case 'voided':
      throw refusals.voided(row);
    case 'withdrawn':
      throw refusals.withdrawn(row);
    case 'consumed':
      throw refusals.usedElsewhere();
    default:
      throw refusals.expired(row);
  }
}

/** Who leaves withdraws, unless somebody else still waits; not at once, for a retry may come. */
function leave(core: Core, id: string): Error {
  if (core.holders.waitingFor(id) === 1) core.store.leave(id, core.withdrawAfter);
  return refusals.gone();
}

/** Passes at once, for a reason, and leaves a review behind. */
async function passBreakGlass(
  core: Core,
  asked: NewApproval,
  subject: ApprovalSubject,
): Promise<Grant> {
  if ((subject.parts.justification ?? '').trim() === '') throw refusals.unjustified();
  const bound = bind(subject, undefined);
  const row = core.store.breakGlass(asked, bound);
  await recordRow(core, row, { bound: bound.bound });
  publishRow(core, row);
  return { id: row.id };
}
