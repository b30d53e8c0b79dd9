import type { Account, Approver, Requester } from './types.ts';

/** An account, and what links it with other accounts of the same person. */
export type Linked = Account & { link?: string };

/** Whether both are surely, or may be, accounts of one person. */
function isSame(a: Linked, b: Linked): boolean {
  return (
    (a.issuer === b.issuer && a.subject === b.subject) ||
    (a.link !== undefined && a.link === b.link)
  );
}

/**
 * Whether a person has a hand in a request: as the requester, or as anyone on whose behalf or through
 * whom it was asked. An actor without `iss` may be anyone of that name, so it is taken for this one.
 */
export function isInterested(by: Linked, requester: Requester, link: string | null): boolean {
  if (isSame(by, { ...requester, ...(link !== null && { link }) })) return true;
  return requester.actors.some(
    ({ subject, issuer }) =>
      subject === by.subject && (issuer === undefined || issuer === by.issuer),
  );
}

/**
 * Whether somebody may decide for themselves at all. A token with an actor was used by somebody else
 * than the person it names (RFC 8693 section 4.1): an agent that acts for an approver must not approve
 * for them. Where the issuer links accounts, who is not linked may be anyone a second time.
 */
export function isInPerson(by: Approver): boolean {
  return by.actors.length === 0 && by.unlinked !== true;
}

/** Names of everybody whom a vote of these counts for: two votes that share a name are of one person. */
export function peopleOf(...accounts: Linked[]): string[] {
  const names = new Set<string>();
  for (const account of accounts) {
    names.add(nameOf(account));
    if (account.link !== undefined) names.add(`link:${account.link}`);
  }
  return [...names];
}

/** One text for an account, and no other's. */
export function nameOf({ issuer, subject }: Account): string {
  return JSON.stringify([issuer, subject]);
}

/** An account alone, as it is recorded. */
export function accountOf({ issuer, subject }: Account): Account {
  return { issuer, subject };
}
