import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { asReader, type IdentifyReader } from './access.ts';
import type { ActivityQuery } from './contract.ts';
import { describeActivity } from './describe-activity.ts';
import { followActivity } from './follow-activity.ts';
import type { IdentifyPerson } from './identify-person.ts';
import {
  BY_ID,
  DETAIL,
  EVENTS_ASKED,
  PAGE,
  RULES,
  SEARCH,
  TIMELINE,
  TIMELINE_ASKED,
} from './openapi/activity-shapes.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { TEXT } from './openapi/shapes.ts';
import { readFilter } from './read-filter.ts';

const DEFAULT_LIMIT = 50;
const DEFAULT_BUCKETS = 60;

/** A query as it comes: every value is text. */
type Asked<T> = { [K in keyof T]: string };

/** What is on record of requests: searched, counted, followed live, and one of them whole. For members of `ledger.reading.groups`. */
export function serveActivity(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const { activity } = gateway;
  const reading: IdentifyReader = asReader(gateway, identify);
  const about = {
    tag: 'activity',
    refusals: ['ledger-forbidden', 'activity-unavailable'],
  } as const;

  app.get<{ Querystring: Asked<ActivityQuery> }>(
    '/api/activity',
    {
      schema: {
        querystring: SEARCH,
        ...describeRoute({ ...about, summary: 'Requests, newest first.', answer: PAGE }),
      },
    },
    async (request) => {
      await reading(request);
      const { path, before, limit } = request.query;
      const filter = await readFilter(gateway, request.query);
      const behind = behindOf(gateway);
      const page = await activity.ask('search', {
        filter,
        limit: limit === undefined ? DEFAULT_LIMIT : Number(limit),
        ...(path !== undefined && { path }),
        ...(before !== undefined && { before }),
      });
      return { ...page, ...behind };
    },
  );

  app.get<{ Querystring: Asked<ActivityQuery & { buckets?: number }> }>(
    '/api/activity/timeline',
    {
      schema: {
        querystring: TIMELINE_ASKED,
        ...describeRoute({ ...about, summary: 'Requests over time, counted.', answer: TIMELINE }),
      },
    },
    async (request) => {
      await reading(request);
      const { buckets } = request.query;
      const filter = await readFilter(gateway, request.query);
      const behind = behindOf(gateway);
      const timeline = await activity.ask('timeline', {
        filter,
        buckets: buckets === undefined ? DEFAULT_BUCKETS : Number(buckets),
        now: Date.now(),
      });
      return { ...timeline, ...behind };
    },
  );

  app.get<{ Querystring: { path?: 'true' | 'false' } }>(
    '/api/activity/events',
    {
      schema: {
        querystring: EVENTS_ASKED,
        ...describeRoute({
          ...about,
          summary: 'Requests as they become durable, as server-sent events.',
          description:
            'Event `activity` with a request as in the list, and again when its outcome is on record; event `lost` where there were too many: ask anew.',
          answer: TEXT,
          type: 'text/event-stream',
        }),
      },
    },
    async (request, reply) => {
      await reading(request);
      followActivity(gateway, reply, request.query.path !== 'false');
    },
  );

  app.get<{ Params: { id: string } }>(
    '/api/activity/:id',
    {
      schema: {
        params: BY_ID,
        ...describeRoute({
          ...about,
          refusals: [...about.refusals, 'not-found'],
          summary: 'One request: its way, what was decided and delivered, and proofs.',
          answer: DETAIL,
        }),
      },
    },
    async (request, reply) => {
      await reading(request);
      const text = await describeActivity(gateway, request.params.id);
      if (text === undefined) throw unknownRequest();
      return reply.type('application/json; charset=utf-8').send(text);
    },
  );

  app.get<{ Params: { id: string } }>(
    '/api/activity/:id/rules',
    {
      schema: {
        params: BY_ID,
        ...describeRoute({
          ...about,
          refusals: [...about.refusals, 'not-found'],
          summary: 'Which rules fired: what is on record of a request, evaluated again.',
          answer: RULES,
        }),
      },
    },
    async (request) => {
      await reading(request);
      const fired = await activity.ask('rules', { id: request.params.id });
      if (!fired) throw unknownRequest();
      return fired;
    },
  );
}

function unknownRequest(): Refusal {
  return new Refusal('not-found', 'There is no such request on record, or it has expired.');
}

/** How far the index is behind, where it is: to be asked before the index is, which may have caught up when it has answered. */
function behindOf({ activity }: Gateway): { behind?: number } {
  const { behind } = activity.state();
  return behind > 0 ? { behind } : {};
}
