import { randomUUIDv7 } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import type { Identifier } from '../identity/identifier.ts';
import { credentialsOf } from './credentials.ts';

interface HoldBody {
  reason: string;
  connection?: string;
  from?: string;
  to?: string;
}

/**
 * Legal holds, for members of the groups of `ledger.erasure.groups`: `GET /v1/holds`, `POST /v1/holds` with
 * `{"reason", "connection"?, "from"?, "to"?}`, and `POST /v1/holds/:hold/release` with `{"reason"}`.
 */
export function serveHolds(app: FastifyInstance, gateway: Gateway, people: Identifier): void {
  const { ledger } = gateway;
  const identify = async (request: FastifyRequest): Promise<string> => {
    const { issuer, subject, groups } = await people.identify(credentialsOf(request));
    const { erasers } = gateway.snapshot.config.ledger;
    if (!groups.some((group) => erasers.includes(group)))
      throw new Refusal(
        'ledger-forbidden',
        'Only members of the groups of ledger.erasure.groups may hold evidence.',
      );
    return `${subject} @ ${issuer}`;
  };

  app.get('/v1/holds', async (request) => {
    await identify(request);
    return { holds: await ledger.holds() };
  });

  app.post<{ Body: HoldBody }>('/v1/holds', { schema: { body: HOLD } }, async (request) => {
    const by = await identify(request);
    const hold = { hold: randomUUIDv7(), state: 'set' as const, ...request.body, by };
    await ledger.hold(hold);
    return hold;
  });

  app.post<{ Params: { hold: string }; Body: { reason: string } }>(
    '/v1/holds/:hold/release',
    { schema: { body: RELEASE } },
    async (request) => {
      const by = await identify(request);
      const known = (await ledger.holds()).find(({ hold }) => hold === request.params.hold);
      if (!known)
        throw new Refusal('not-found', 'There is no such hold; GET /v1/holds lists them.');
      const released = { ...known, state: 'released' as const, reason: request.body.reason, by };
      await ledger.hold(released);
      return released;
    },
  );
}

const TEXT = { type: 'string', minLength: 1, maxLength: 1000 };
/** RFC 3339 in UTC, as entries have it. */
const TIME = {
  type: 'string',
  pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$`,
};
const HOLD = {
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: { reason: TEXT, connection: TEXT, from: TIME, to: TIME },
};
const RELEASE = {
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  properties: { reason: TEXT },
};
