import type { Approver, Requester } from './types.ts';

/**
 * Whether a person may decide on what was asked: a member of one of the groups, in person, and
 * neither the requester nor anyone on whose behalf or through whom it was asked.
 */
export function mayDecide(by: Approver, requester: Requester, groups: readonly string[]): boolean {
  // A token with an actor was used by somebody else than the person it names (RFC 8693 section 4.1):
  // an agent that acts for an approver must not approve for them.
  if (by.actors.length > 0) return false;
  if (!groups.some((group) => by.groups.includes(group))) return false;
  return ![requester, ...requester.actors].some((party) => isSame(by, party));
}

/** An actor without `iss` may be anyone of that name, so it is taken for this one. */
function isSame(by: Approver, party: { subject: string; issuer?: string }): boolean {
  return party.subject === by.subject && (party.issuer === undefined || party.issuer === by.issuer);
}
