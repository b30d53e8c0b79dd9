import type { FastifyRequest } from 'fastify';
import type { Approver } from '../approval/approvals.ts';
import { Refusal } from '../errors.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { Identity } from '../types.ts';
import { checkSameOrigin } from './check-same-origin.ts';
import { credentialsOf } from './credentials.ts';
import { hasSessionCookie, sessionOf } from './session-of.ts';

/** Who calls the API, or a Refusal. */
export type IdentifyPerson = (request: FastifyRequest) => Promise<Approver>;

/** By the bearer token of the person. */
export function byBearerToken(people: Identifier): IdentifyPerson {
  return async (request) => toApprover(await people.identify(credentialsOf(request)));
}

/**
 * By the bearer token, or without one by the session that they signed in to with a browser. A session
 * changes something only from our own page; Refusal `cross-site-request` otherwise.
 */
export function byTokenOrSession(people: Identifier, signIn: SignIn): IdentifyPerson {
  const byToken = byBearerToken(people);
  return async (request) => {
    if (hasCredentials(request)) return byToken(request);
    const session = sessionOf(request);
    if (session) {
      checkSameOrigin(request, session, signIn.config.url);
      return session.person;
    }
    if (hasSessionCookie(request)) {
      throw new Refusal('session-ended', 'Sign in again: the session has ended.');
    }
    return byToken(request);
  };
}

/** Whether a token was sent, good or not. */
export function hasCredentials(request: FastifyRequest): boolean {
  const { authorization, proxyAuthorization } = credentialsOf(request);
  return authorization.length + proxyAuthorization.length > 0;
}

/** What approvals need of an identity. */
export function toApprover({ issuer, subject, actors, groups, signIn }: Identity): Approver {
  return { issuer, subject, actors, groups, ...signIn };
}
