import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Refusal } from '../errors.ts';
import {
  clearCookie,
  OIDC_COOKIE,
  readCookie,
  SESSION_COOKIE,
  writeCookie,
} from '../sign-in/cookies.ts';
import type { OidcWay } from '../sign-in/oidc-way.ts';
import { readReturnTo } from '../sign-in/return-to.ts';
import { FLOW_LIFETIME } from '../sign-in/seal-flow.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { SignInError, type SignedIn } from '../sign-in/types.ts';
import { sessionOf } from './session-of.ts';

/** How a sign-in begins. */
export interface Begin {
  Params: { way: string };
  Querystring: { to?: string; fresh?: 'true' | 'false'; acr?: string };
}

/** Signing in with a browser by OpenID Connect. What fails sends the browser to `/sign-in?error=…`. */
export function serveOidc(app: FastifyInstance, signIn: SignIn, log: Logger): void {
  app.get<Begin>('/auth/oidc/:way', { schema: { querystring: BEGIN } }, async (request, reply) => {
    const way = findWay(signIn, request.params.way);
    const { to, fresh, acr } = request.query;
    try {
      const { url, flow } = await way.begin({
        to: readReturnTo(to),
        fresh: fresh === 'true',
        ...(acr !== undefined && { acr }),
      });
      const seconds = FLOW_LIFETIME / 1000;
      const cookie = signIn.flows.seal(flow);
      void reply.header(
        'set-cookie',
        // The provider sends the browser back from another site.
        writeCookie(OIDC_COOKIE, cookie, { sameSite: 'Lax', seconds }),
      );
      return await reply.redirect(url, 303);
    } catch (error) {
      return refuse(reply, log, way.config.name, error);
    }
  });

  app.get<{ Params: { way: string } }>('/auth/oidc/:way/callback', async (request, reply) => {
    const way = findWay(signIn, request.params.way);
    void reply.header('set-cookie', clearCookie(OIDC_COOKIE, 'Lax'));
    try {
      const cookie = readCookie([request.headers.cookie ?? ''], OIDC_COOKIE);
      const flow = signIn.flows.open(cookie, 'oidc', way.config.name);
      if (!flow) throw new SignInError('expired', 'this browser has not begun it, or too long ago');
      const query = /\?.*$/.exec(request.raw.url ?? '')?.[0] ?? '';
      const signedIn = await way.finish(query, flow);
      if (signIn.backChannels.get(way.config.name)?.hasEnded(signedIn) === true) {
        throw new SignInError('refused', 'the provider has ended the session meanwhile');
      }
      admit({ signIn, request, reply, log, kind: 'oidc', way: way.config.name }, signedIn);
      return await reply.redirect(flow.to, 303);
    } catch (error) {
      return refuse(reply, log, way.config.name, error);
    }
  });
}

/** What may be asked for then. */
export const BEGIN = {
  type: 'object',
  properties: {
    to: { type: 'string', maxLength: 2048 },
    fresh: { enum: ['true', 'false'] },
    acr: { type: 'string', maxLength: 200, pattern: String.raw`^[\x21-\x7e]+( [\x21-\x7e]+)*$` },
  },
};

/** Begins a session for the browser, and ends the one that it had: nobody goes on under a cookie from before. */
export function admit(
  to: {
    signIn: SignIn;
    request: FastifyRequest;
    reply: FastifyReply;
    log: Logger;
    kind: 'oidc' | 'saml';
    way: string;
  },
  signedIn: SignedIn,
): void {
  const { signIn, request, reply, log, kind, way } = to;
  const before = sessionOf(request);
  if (before) signIn.sessions.end(before);
  const { cookie } = signIn.sessions.begin(signedIn, kind, way);
  void reply.header('set-cookie', writeCookie(SESSION_COOKIE, cookie, { sameSite: 'Strict' }));
  const { issuer, subject } = signedIn.person;
  log.info({ way, issuer, subject }, 'somebody signed in');
}

/** Tells the page why, and the log more. */
export function refuse(
  reply: FastifyReply,
  log: Logger,
  way: string,
  error: unknown,
): FastifyReply {
  if (!(error instanceof SignInError)) throw error;
  log.warn({ way, fault: error.fault, reason: error.message }, 'a sign-in failed');
  return reply.redirect(`/sign-in?error=${error.fault}`, 303);
}

function findWay(signIn: SignIn, name: string): OidcWay {
  const way = signIn.oidc.get(name);
  if (!way)
    throw new Refusal('not-found', 'There is no such way to sign in; see GET /api/session.');
  return way;
}
