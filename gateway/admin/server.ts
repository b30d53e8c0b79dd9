import { randomUUIDv7 } from 'node:crypto';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import type { Identifier } from '../identity/identifier.ts';
import { listenOptions } from '../listen-options.ts';
import { describeProblem } from '../problem.ts';
import { serveApprovals } from './approvals-api.ts';
import { serveErasures } from './erasures-api.ts';
import { serveHolds } from './holds-api.ts';
import { serveLedger } from './ledger-api.ts';
import { byBearerToken } from './identify-person.ts';
import { serveNotifications } from './notifications-api.ts';
import { serveSlack } from './slack-api.ts';
import { serveHealth } from './health.ts';
import { servePeople } from './people-api.ts';
import { serveStatus } from './status.ts';

/** The listener for operators, approvers and probes. `people` knows the tokens for the admin audience. */
export function createAdminServer(gateway: Gateway, people: Identifier): FastifyInstance {
  const { admin } = gateway.snapshot.config.gateway;
  const app = fastify({
    ...listenOptions(admin, {}),
    bodyLimit: 64 * 1024,
    // A member that is not known is refused, not left out: a hold would be wider than was meant.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  serveHealth(app, gateway);
  serveStatus(app, gateway);
  const identify = byBearerToken(people);
  serveApprovals(app, gateway, identify);
  servePeople(app, gateway, identify);
  serveErasures(app, gateway, people);
  serveHolds(app, gateway, people);
  serveLedger(app, gateway, people);
  serveNotifications(app, gateway, identify);
  serveSlack(app, gateway);

  app.setNotFoundHandler(() => {
    throw new Refusal('not-found', 'See docs/architecture.md for what the admin listener serves.');
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
