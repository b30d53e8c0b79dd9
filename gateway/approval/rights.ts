import type { ApprovalDemand, ApproversAnswer, ApproversInput } from '../types.ts';
import type { Core } from './core.ts';
import { findDelegators, type Delegator } from './delegations.ts';
import { accountOf, isInPerson, isInterested, type Linked } from './people.ts';
import type { ShownRow, StoredSummary, Vote, VoteRow } from './rows.ts';
import type { Account, Approver, Rights } from './types.ts';

/** In whose right somebody acts, and what the policy says to it. */
export interface Seat {
  answer: ApproversAnswer;
  /** Who delegated to them; absent where it is their own right. */
  behalf?: Delegator;
}

/** What is asked about one approval, for several people or once. */
export interface Case {
  row: ShownRow;
  summary: StoredSummary;
  demand: ApprovalDemand;
  votes: VoteRow[];
}

/** Reads an approval's row for that. */
export function openCase(core: Core, row: ShownRow): Case {
  return {
    row,
    summary: JSON.parse(row.summary) as StoredSummary,
    demand: JSON.parse(row.demand) as ApprovalDemand,
    votes: core.store.votes(row.id),
  };
}

/**
 * The right in which somebody may decide: their own, or else that of somebody who delegated to them.
 * Undefined where there is none. Whatever the policy says, nobody decides on a request in which they
 * have a hand, by whatever account, nor in the name of somebody who has.
 */
export function findSeat(core: Core, by: Approver, asked: Case): Seat | undefined {
  if (!isInPerson(by) || isParty(by, asked)) return undefined;
  const own = askPolicy(core, asked, describePerson(by));
  if (own.may) return { answer: own };
  for (const from of findDelegators(core, by)) {
    if (isParty(from, asked)) continue;
    const { issuer, subject, groups } = from;
    const delegate = { issuer: by.issuer, subject: by.subject, groups: by.groups };
    const answer = askPolicy(core, asked, { issuer, subject, groups, delegate });
    if (answer.may) return { answer, behalf: from };
  }
  return undefined;
}

/** Whether somebody may review what passed by break-glass: one of the groups, with no hand in it. */
export function mayReview(by: Approver, asked: Case): boolean {
  if (asked.row.break_glass !== 1 || !isInPerson(by) || isParty(by, asked)) return false;
  const groups = asked.demand.review_groups ?? asked.demand.groups;
  return groups.some((group) => by.groups.includes(group));
}

/** What the person may do now; undefined where they may not even see it. */
export function rightsOf(core: Core, by: Approver, asked: Case): Rights | undefined {
  const seat = findSeat(core, by, asked);
  const review = mayReview(by, asked);
  if (!seat && !review) return undefined;
  const { state, review: reviewed } = asked.row;
  const rights: Rights = {
    decide: seat !== undefined && state === 'pending' && !hasVoted(by, seat, asked),
    revoke: seat !== undefined && state === 'granted',
    review: review && reviewed === 'open',
    see_body: seat?.answer.see_body === true,
    ...(seat?.answer.step_up && { step_up: seat.answer.step_up }),
    ...(seat?.behalf && { on_behalf_of: accountOf(seat.behalf) }),
  };
  return rights;
}

function isParty(person: Linked, { row, summary }: Case): boolean {
  return isInterested(person, summary.identity, row.link);
}

/** For what is shown only: whether a decision counts is asked of the database (see `Store.decide`). */
function hasVoted(by: Approver, { behalf }: Seat, { votes }: Case): boolean {
  const isOf = (a: Account, b: Account): boolean =>
    a.issuer === b.issuer && a.subject === b.subject;
  return votes.some(({ vote }) => {
    const voted = JSON.parse(vote) as Vote;
    const accounts = [voted.by, ...(voted.behalf ? [voted.behalf] : [])];
    return accounts.some((one) => isOf(one, by) || (behalf !== undefined && isOf(one, behalf)));
  });
}

function describePerson(by: Approver): ApproversInput['person'] {
  return {
    issuer: by.issuer,
    subject: by.subject,
    groups: by.groups,
    ...(by.acr !== undefined && { acr: by.acr }),
    ...(by.amr && { amr: by.amr }),
    ...(by.auth_time !== undefined && { auth_time: by.auth_time }),
  };
}

function askPolicy(core: Core, asked: Case, person: ApproversInput['person']): ApproversAnswer {
  const { row, summary, demand, votes } = asked;
  const [path, queryString = ''] = splitTarget(summary.target);
  const answer = core.options.approvers?.({
    approval: {
      id: row.id,
      state: row.state,
      identity: summary.identity,
      connection: summary.connection,
      request: { method: summary.method, host: summary.host, path, query_string: queryString },
      decision: summary.decision,
      ...summary.asked,
      ...(row.break_glass === 1 && { break_glass: true }),
      asked_at: row.asked_at,
    },
    person,
    decisions: votes.map(({ vote }) => {
      const { by, behalf, groups } = JSON.parse(vote) as Vote;
      const { issuer, subject } = behalf ?? by;
      return { issuer, subject, groups };
    }),
  });
  if (answer) return answer;
  // A bundle that says nothing of approvers leaves it to the groups that the decision demands.
  const may = demand.groups.some((group) => person.groups.includes(group));
  return { may, see_body: may && demand.show === undefined };
}

/** A canonical path has no `?` in it. */
function splitTarget(target: string): [path: string, queryString?: string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target] : [target.slice(0, mark), target.slice(mark + 1)];
}
