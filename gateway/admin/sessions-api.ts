import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { asReader } from './access.ts';
import type { IdentifyPerson } from './identify-person.ts';
import {
  BY_ID,
  SESSION_ASKED,
  SESSION_DETAIL,
  SESSION_PAGE,
  SESSIONS_ASKED,
} from './openapi/activity-shapes.ts';
import { describeRoute } from './openapi/describe-route.ts';

const DEFAULT_SESSIONS = 50;
/** A replay wants a session in few pieces. */
const DEFAULT_REQUESTS = 200;

/** Sessions of agents, and one of them in order. For members of `ledger.reading.groups`. */
export function serveSessions(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const { activity } = gateway;
  const reading = asReader(gateway, identify);
  const about = {
    tag: 'sessions',
    refusals: ['ledger-forbidden', 'activity-unavailable'],
  } as const;

  app.get<{ Querystring: { before?: string; limit?: string } }>(
    '/api/sessions',
    {
      schema: {
        querystring: SESSIONS_ASKED,
        ...describeRoute({
          ...about,
          summary: 'Sessions, the latest begun first.',
          answer: SESSION_PAGE,
        }),
      },
    },
    async (request) => {
      await reading(request);
      const { before, limit } = request.query;
      return activity.ask('sessions', {
        limit: limit === undefined ? DEFAULT_SESSIONS : Number(limit),
        ...(before !== undefined && { before }),
      });
    },
  );

  app.get<{ Params: { id: string }; Querystring: { after?: string; limit?: string } }>(
    '/api/sessions/:id',
    {
      schema: {
        params: BY_ID,
        querystring: SESSION_ASKED,
        ...describeRoute({
          ...about,
          refusals: [...about.refusals, 'not-found'],
          summary: 'One session and its requests in order.',
          answer: SESSION_DETAIL,
        }),
      },
    },
    async (request) => {
      await reading(request);
      const { after, limit } = request.query;
      const found = await activity.ask('session', {
        id: request.params.id,
        limit: limit === undefined ? DEFAULT_REQUESTS : Number(limit),
        ...(after !== undefined && { after }),
      });
      if (found) return found;
      throw new Refusal('not-found', 'There is no such session on record, or it has expired.');
    },
  );
}
