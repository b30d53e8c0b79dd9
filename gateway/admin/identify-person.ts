import type { FastifyRequest } from 'fastify';
import type { Approver } from '../approval/approvals.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { Identity } from '../types.ts';
import { credentialsOf } from './credentials.ts';

/** Who calls the API, or a Refusal. */
export type IdentifyPerson = (request: FastifyRequest) => Promise<Approver>;

/** The token that the caller can be known to other services by: the bearer token, or that of the session; undefined where there is none. */
export type TokenOf = (request: FastifyRequest) => Promise<string | undefined>;

/** The bearer token that was sent. */
export const bearerOf: TokenOf = (request) => {
  const { authorization } = credentialsOf(request);
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization[0] ?? '') ?? [];
  return Promise.resolve(authorization.length === 1 ? token : undefined);
};

/** By the bearer token of the person. */
export function byBearerToken(people: Identifier): IdentifyPerson {
  return async (request) => toApprover(await people.identify(credentialsOf(request)));
}

/** What approvals need of an identity. */
export function toApprover({ issuer, subject, actors, groups, signIn }: Identity): Approver {
  return { issuer, subject, actors, groups, ...signIn };
}
