import { randomUUIDv7 } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { isEraser } from './access.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { HOLDS, ONE_HOLD } from './openapi/evidence-shapes.ts';
import { object, TIME_ASKED } from './openapi/shapes.ts';

interface HoldBody {
  reason: string;
  connection?: string;
  from?: string;
  to?: string;
}

/**
 * Legal holds, for members of the groups of `ledger.erasure.groups`: `GET /api/holds`, `POST /api/holds` with
 * `{"reason", "connection"?, "from"?, "to"?}`, and `POST /api/holds/:hold/release` with `{"reason"}`.
 */
export function serveHolds(
  app: FastifyInstance,
  gateway: Gateway,
  identifyPerson: IdentifyPerson,
): void {
  const { ledger } = gateway;
  const identify = async (request: FastifyRequest): Promise<string> => {
    const person = await identifyPerson(request);
    if (!isEraser(gateway, person))
      throw new Refusal(
        'ledger-forbidden',
        'Only members of the groups of ledger.erasure.groups may hold evidence.',
      );
    return `${person.subject} @ ${person.issuer}`;
  };

  const about = { tag: 'evidence', refusals: ['ledger-forbidden', 'ledger-unavailable'] } as const;
  const listing = describeRoute({
    ...about,
    summary: 'The legal holds that are set.',
    answer: HOLDS,
  });
  app.get('/api/holds', { schema: listing }, async (request) => {
    await identify(request);
    return { holds: await ledger.holds() };
  });

  const setting = describeRoute({ ...about, summary: 'Sets a legal hold.', answer: ONE_HOLD });
  const set = { schema: { body: HOLD, ...setting } };
  app.post<{ Body: HoldBody }>('/api/holds', set, async (request) => {
    const by = await identify(request);
    const hold = { hold: randomUUIDv7(), state: 'set' as const, ...request.body, by };
    await ledger.hold(hold);
    return hold;
  });

  app.post<{ Params: { hold: string }; Body: { reason: string } }>(
    '/api/holds/:hold/release',
    {
      schema: {
        params: BY_HOLD,
        body: RELEASE,
        ...describeRoute({
          ...about,
          refusals: [...about.refusals, 'not-found'],
          summary: 'Releases a legal hold.',
          answer: ONE_HOLD,
        }),
      },
    },
    async (request) => {
      const by = await identify(request);
      const known = (await ledger.holds()).find(({ hold }) => hold === request.params.hold);
      if (!known)
        throw new Refusal('not-found', 'There is no such hold; GET /api/holds lists them.');
      const released = { ...known, state: 'released' as const, reason: request.body.reason, by };
      await ledger.hold(released);
      return released;
    },
  );
}

const TEXT = { type: 'string', minLength: 1, maxLength: 1000 };
const BY_HOLD = object({ hold: TEXT });
const HOLD = {
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: { reason: TEXT, connection: TEXT, from: TIME_ASKED, to: TIME_ASKED },
};
const RELEASE = {
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: { reason: TEXT },
};
