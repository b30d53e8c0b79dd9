import type { FastifyRequest } from 'fastify';
import { readBearer } from '../identity/read-bearer.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { credentialsOf } from './credentials.ts';
import { hasCredentials } from './identify-person.ts';
import { sessionOf } from './session-of.ts';

/**
 * The person's own token, for a service that must know by itself who asks: the bearer token of the
 * request, else the access token of the session. Undefined where there is none that is still valid, such as
 * with SAML. Only after the person was identified: nothing is checked here.
 */
export async function sessionToken(
  request: FastifyRequest,
  signIn: SignIn | undefined,
): Promise<string | undefined> {
  if (hasCredentials(request)) return readBearer(credentialsOf(request));
  const session = sessionOf(request);
  return session && signIn?.accessToken(session);
}
