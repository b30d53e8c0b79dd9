import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Approver } from '../approval/approvals.ts';
import type { Gateway } from '../exchange.ts';
import { clearCookie, SESSION_COOKIE } from '../sign-in/cookies.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { toTime } from '../to-time.ts';
import type { OidcWayConfig } from '../types.ts';
import { isReader } from './access.ts';
import { checkSameOrigin } from './check-same-origin.ts';
import { hasCredentials, type IdentifyPerson } from './identify-person.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { LOGGED_OUT, SESSION_STATE } from './openapi/sign-in-shapes.ts';
import { hasSessionCookie, sessionOf } from './session-of.ts';

/** `GET /api/session`: how one may sign in, and who is. `POST /api/session/logout` ends the session. */
export function serveSession(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
  signIn: SignIn | undefined,
): void {
  const ways = describeWays(signIn);

  const about = { tag: 'sign-in', open: true } as const;
  const asking = describeRoute({
    ...about,
    summary: 'How one may sign in, and who is.',
    answer: SESSION_STATE,
    refusals: ['token-invalid', 'token-expired', 'issuer-unknown', 'keys-unavailable'],
  });
  app.get('/api/session', { schema: asking }, async (request) => {
    const session = hasCredentials(request) ? undefined : sessionOf(request);
    const person = await identifyOrNobody(request, session?.person);
    return {
      ways,
      ...(person && { person: describePerson(gateway, person, session?.name) }),
      ...(session && {
        csrf: session.csrf,
        expires_at: toTime(session.expiresAt),
      }),
    };
  });

  const ending = describeRoute({
    ...about,
    summary: 'Ends the session of the browser.',
    answer: LOGGED_OUT,
    refusals: ['cross-site-request'],
  });
  app.post('/api/session/logout', { schema: ending }, async (request, reply) => {
    const session = sessionOf(request);
    if (session && signIn) {
      checkSameOrigin(request, session, signIn.config.url);
      signIn.sessions.end(session);
      gateway.log.info(
        { issuer: session.person.issuer, subject: session.person.subject, way: session.way },
        'somebody signed out',
      );
    }
    // Another site's page sends no cookie with its requests, and gets none taken away.
    if (hasSessionCookie(request)) {
      void reply.header('set-cookie', clearCookie(SESSION_COOKIE, 'Strict'));
    }
    const url = session && (await signIn?.oidc.get(session.way)?.endSessionUrl());
    return url === undefined ? {} : { url };
  });

  /** Whoever is not known is told how to become so, whatever is wrong. */
  async function identifyOrNobody(
    request: FastifyRequest,
    person: Approver | undefined,
  ): Promise<Approver | undefined> {
    if (person || !hasCredentials(request)) return person;
    return identify(request);
  }
}

function describeWays(signIn: SignIn | undefined): object[] {
  if (!signIn) return [];
  const { oidc, saml } = signIn.config;
  return [
    ...oidc.map(describeOidc),
    ...saml.map(({ name, label }) => ({ name, label, kind: 'saml', url: `/auth/saml/${name}` })),
  ];
}

function describeOidc(way: OidcWayConfig): object {
  const { name, label, issuer, cliClientId, scopes, resource } = way;
  const cli = cliClientId !== undefined && {
    cli: {
      issuer,
      client_id: cliClientId,
      scope: scopes.join(' '),
      ...(resource !== undefined && { resource }),
    },
  };
  return { name, label, kind: 'oidc', url: `/auth/oidc/${name}`, ...cli };
}

function describePerson(gateway: Gateway, person: Approver, name: string | undefined): object {
  const { issuer, subject, groups } = person;
  return {
    issuer,
    subject,
    ...(name !== undefined && { name }),
    groups,
    reader: isReader(gateway, person),
  };
}
