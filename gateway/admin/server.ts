import { randomUUIDv7 } from 'node:crypto';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { servePage } from '../console/serve-page.ts';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { listenOptions } from '../listen-options.ts';
import { describeProblem } from '../problem.ts';
import { serveActivity } from './activity-api.ts';
import { serveApprovals } from './approvals-api.ts';
import { serveErasures } from './erasures-api.ts';
import { serveHolds } from './holds-api.ts';
import { serveLedger } from './ledger-api.ts';
import { serveNotifications } from './notifications-api.ts';
import { serveSlack } from './slack-api.ts';
import { byBearerToken, byTokenOrSession } from './identify-person.ts';
import { serveGatewayHealth } from './health-api.ts';
import { serveHealth } from './health.ts';
import { collectRoutes } from './openapi/collect-routes.ts';
import { serveDocs } from './openapi/serve-docs.ts';
import { servePeople } from './people-api.ts';
import { servePolicies } from './policies-api.ts';
import { serveSessions } from './sessions-api.ts';
import { serveBackChannel } from './back-channel-api.ts';
import { readForms } from './read-forms.ts';
import { serveSaml } from './saml-api.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { serveSession } from './session-api.ts';
import { findSessions } from './session-of.ts';
import { sessionToken } from './session-token.ts';
import { serveOidc } from './sign-in-api.ts';
import { serveStatus } from './status.ts';

/**
 * The listener for operators, approvers and probes. `people` knows the tokens for the admin audience;
 * `signIn` those who signed in with a browser, where they can.
 */
export function createAdminServer(
  gateway: Gateway,
  people: Identifier,
  signIn?: SignIn,
): FastifyInstance {
  const { limits, gateway: section } = gateway.snapshot.config;
  const app = fastify({
    ...listenOptions(section.admin, limits.requestTimeout),
    bodyLimit: 64 * 1024,
    // A member that is not known is refused, not left out: a hold would be wider than was meant.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  // Before the routes are collected, for the page is no part of the API.
  servePage(app);
  const routes = collectRoutes(app);
  // JSON alone: what a form of another site can send without being asked is no body.
  app.removeContentTypeParser('text/plain');
  setSecurityHeaders(app, signIn?.config.url);
  if (signIn) {
    findSessions(app, signIn.sessions);
    serveOidc(app, signIn, gateway.log);
    readForms(app, (inner) => {
      serveSaml(inner, signIn, gateway.log);
      serveBackChannel(inner, signIn, gateway.log);
    });
  }
  const identify = signIn ? byTokenOrSession(people, signIn) : byBearerToken(people);
  serveSession(app, gateway, identify, signIn);
  serveHealth(app, gateway);
  serveStatus(app, gateway);
  serveApprovals(app, gateway, identify);
  servePeople(app, gateway, identify);
  serveErasures(app, gateway, identify);
  serveHolds(app, gateway, identify);
  serveLedger(app, gateway, identify);
  serveActivity(app, gateway, identify);
  serveSessions(app, gateway, identify);
  servePolicies(app, gateway, identify, (request) => sessionToken(request, signIn));
  serveGatewayHealth(app, gateway, identify);
  serveNotifications(app, gateway, identify);
  serveSlack(app, gateway);
  serveDocs(app, routes);

  app.setNotFoundHandler(() => {
    throw new Refusal('not-found', 'See /api/docs for what the admin listener serves.');
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const refusal = toRefusal(error);
    if (refusal.status >= 500) gateway.log.warn({ err: error }, 'admin request failed');
    const problem = describeProblem(refusal, randomUUIDv7(), false);
    return reply.code(problem.status).headers(problem.headers).send(problem.body);
  });
  return app;
}

function toRefusal(error: FastifyError): Refusal {
  if (error instanceof Refusal) return error;
  if ((error.statusCode ?? 500) < 500) return new Refusal('malformed-request', error.message);
  return new Refusal('internal-error', 'The gateway failed; see its log.', {}, error);
}
