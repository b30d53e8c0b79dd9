import { randomBytes } from 'node:crypto';
import { Refusal } from '../errors.ts';
import { checkReason } from './check-decision.ts';
import type { Core } from './core.ts';
import { accountOf, isInPerson, nameOf, type Linked } from './people.ts';
import { decideRefused } from './refusals.ts';
import type { Account, Approver, Delegation, NewDelegation } from './types.ts';
import { toTime } from '../to-time.ts';

/** Longest time for which somebody may delegate, in milliseconds. */
const LONGEST = 90 * 24 * 3_600_000;
/** Delegations of one person that hold at once. */
const MOST = 20;

/** Who delegated, with the groups that they had then. */
export type Delegator = Linked & { groups: string[] };

interface Row {
  id: string;
  delegator: string;
  to_issuer: string;
  to_subject: string;
  made_at: number;
  until: number;
  reason: string | null;
}

/**
 * Lets another decide instead of a person, as that person may by the groups they have now. The other
 * cannot hand it on: what they delegate is what they may themselves. It holds once it is on record.
 */
export async function delegate(
  core: Core,
  from: Approver,
  asked: NewDelegation,
): Promise<Delegation> {
  if (from.unlinked === true) throw decideRefused.unlinked();
  if (!isInPerson(from)) throw decideRefused.forbidden();
  const until = checkDelegation(core, from, asked);
  // One after the other, so that none is counted before those that are being recorded.
  return core.turns.run(nameOf(from), async () => {
    if (delegationsBy(core, from).length >= MOST) {
      throw new Refusal(
        'too-many-delegations',
        `You have ${String(MOST)} delegations that hold. End one of them first.`,
      );
    }
    return make(core, from, { ...asked, until });
  });
}

/** Says when it ends, in milliseconds since the epoch. */
function checkDelegation(core: Core, from: Approver, { to, until, reason }: NewDelegation): number {
  checkReason(reason);
  const now = core.now();
  const end = Date.parse(until);
  if (!(end > now && end <= now + LONGEST)) {
    throw malformed('`until` must be a time (RFC 3339) within the next 90 days');
  }
  if (to.issuer === from.issuer && to.subject === from.subject) {
    throw malformed('`to` must be somebody else');
  }
  return end;
}

async function make(
  core: Core,
  from: Approver,
  { to, until, reason }: { to: Account; until: number; reason?: string },
): Promise<Delegation> {
  const id = `dlg_${randomBytes(16).toString('base64url')}`;
  const delegation = {
    id,
    from: accountOf(from),
    to: accountOf(to),
    made_at: toTime(core.now()),
    until: toTime(until),
    ...(reason !== undefined && { reason }),
  };
  await core.record('delegation', {
    delegation: id,
    state: 'made',
    from: delegation.from,
    to: delegation.to,
    until: delegation.until,
  });
  const { groups, link } = from;
  const delegator: Delegator = { ...accountOf(from), groups, ...(link !== undefined && { link }) };
  core.store.run('insertDelegation', {
    id,
    delegator: JSON.stringify(delegator),
    toIssuer: to.issuer,
    toSubject: to.subject,
    until,
    reason: reason ?? null,
  });
  const { from: by, until: last } = delegation;
  core.tell({ account: { kind: 'delegated', by, from: by, to: delegation.to, until: last } });
  return delegation;
}

/** Who has delegated to this account, and still does. */
export function findDelegators(core: Core, account: Account): Delegator[] {
  return delegationsTo(core, account).map(({ delegator }) => JSON.parse(delegator) as Delegator);
}

/** The delegations by and to an account that hold now. */
export function listDelegations(core: Core, account: Account): Delegation[] {
  return [...delegationsBy(core, account), ...delegationsTo(core, account)].map(toDelegation);
}

/** Ends a delegation before its time, by who made it or has it. It does not hold from the call on. */
export async function endDelegation(core: Core, id: string, by: Approver): Promise<void> {
  const found = listDelegations(core, by).find((delegation) => delegation.id === id);
  if (!found || by.actors.length > 0) {
    throw new Refusal('not-found', 'You have no delegation with this id.');
  }
  core.store.run('endDelegation', { id });
  const { from, to, until } = found;
  core.tell({ account: { kind: 'delegation-ended', by: accountOf(by), from, to, until } });
  await core.record('delegation', { delegation: id, state: 'ended', from, to, until });
}

function toDelegation(row: Row): Delegation {
  const from = JSON.parse(row.delegator) as Delegator;
  return {
    id: row.id,
    from: accountOf(from),
    to: { issuer: row.to_issuer, subject: row.to_subject },
    made_at: toTime(row.made_at),
    until: toTime(row.until),
    ...(row.reason !== null && { reason: row.reason }),
  };
}

function delegationsBy(core: Core, { issuer, subject }: Account): Row[] {
  return core.store.all('delegationsBy', { issuer, subject }) as Row[];
}

function delegationsTo(core: Core, { issuer, subject }: Account): Row[] {
  return core.store.all('delegationsTo', { issuer, subject }) as Row[];
}

function malformed(what: string): Refusal {
  return new Refusal('malformed-request', `In a delegation, ${what}.`);
}
