import type { Account, AccountChange, Approval } from '../approval/approvals.ts';
import type { NotifiedEvent, ShownDetail } from '../types.ts';
import { clean } from './clean.ts';
import type { ApprovalFacts, NotifyEvent, Shown } from './contract.ts';
import { groupsOf } from './route.ts';
import { toTime } from '../to-time.ts';

const NAME = 200;
const CODE = 64;
const DETAIL = 500;
/** How many of a list are told. */
const ITEMS = 10;

/** An event of an approval, its texts cut. */
export function toEvent(kind: NotifiedEvent, at: number, approval: Approval): NotifyEvent {
  const { identity } = approval.summary;
  const time = toTime(at);
  return { kind, at: time, requester: toAccount(identity), approval: factsOf(kind, approval) };
}

/** What a person did with their own right, its texts cut. */
export function toAccountEvent(change: AccountChange, at: number): NotifyEvent {
  const { kind, by } = change;
  const event = { kind, at: toTime(at), requester: toAccount(by) };
  if (!('to' in change)) return { ...event, account: {} };
  const { from, to, until } = change;
  return {
    ...event,
    account: { delegation: { from: toAccount(from), to: toAccount(to), until } },
  };
}

/** An account with its texts cut. */
export function toAccount({ issuer, subject }: Account): Account {
  return { issuer: clean(issuer, NAME), subject: clean(subject, NAME) };
}

function factsOf(kind: NotifiedEvent, approval: Approval): ApprovalFacts {
  const { id, demand, summary, review, quorum, approvals, risk } = approval;
  const by = kind === 'reviewed' && review?.state === 'done' ? review.by : approval.by;
  return {
    id,
    connection: clean(summary.connection, NAME),
    host: clean(summary.host, NAME),
    method: clean(summary.method, CODE),
    reasons: list(summary.decision.reasons, CODE),
    groups: list(groupsOf(kind, approval), NAME),
    risk,
    quorum,
    approved: approvals.length,
    asked_at: approval.asked_at,
    decide_by: approval.decide_by,
    ...(approval.use_by !== undefined && { use_by: approval.use_by }),
    ...(by && kind !== 'asked' && { by: toAccount(by) }),
    ...(kind === 'agreed' && approvals.length > 0 && { by: toAccount(approvals.at(-1)!.by) }),
    ...(approval.cause !== undefined && { cause: approval.cause }),
    ...(demand.justification === true && { reason_needed: true }),
  };
}

function list(items: readonly string[], most: number): string[] {
  const first = items.slice(0, ITEMS).map((item) => clean(item, most));
  return items.length > ITEMS ? [...first, '…'] : first;
}

/** What the configuration shows besides, of an approval as it is now. */
export function showDetails(approval: Approval | undefined, show: readonly ShownDetail[]): Shown {
  const found: Shown = {};
  if (!approval) return found;
  const [path, query] = splitTarget(approval.summary.target);
  const { justification } = approval;
  const reason = approval.review?.state === 'done' ? approval.review.reason : approval.reason;
  const all: Shown = {
    path,
    ...(query !== undefined && { query }),
    ...(justification !== undefined && { justification }),
    ...(reason !== undefined && { reason }),
  };
  for (const detail of show) {
    const text = all[detail];
    if (text !== undefined) found[detail] = clean(text, DETAIL);
  }
  return found;
}

function splitTarget(target: string): [path: string, query: string | undefined] {
  const at = target.indexOf('?');
  return at === -1 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
}
