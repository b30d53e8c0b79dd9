import type { FastifyRequest } from 'fastify';
import type { Approver } from '../approval/approvals.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { Identity } from '../types.ts';
import { credentialsOf } from './credentials.ts';

/** Who calls the API, or a Refusal. */
export type IdentifyPerson = (request: FastifyRequest) => Promise<Approver>;

/** By the bearer token of the person. */
export function byBearerToken(people: Identifier): IdentifyPerson {
  return async (request) => toApprover(await people.identify(credentialsOf(request)));
}

/** What approvals need of an identity. */
export function toApprover({ issuer, subject, actors, groups, signIn }: Identity): Approver {
  return { issuer, subject, actors, groups, ...signIn };
}
