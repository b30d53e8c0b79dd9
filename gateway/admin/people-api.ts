import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../exchange.ts';
import type { NewDelegation } from '../approval/approvals.ts';
import type { IdentifyPerson } from './identify-person.ts';
import {
  BROWSER_OPTIONS,
  DELEGATIONS,
  ONE_DELEGATION,
  ONE_PASSKEY,
  PASSKEYS,
} from './openapi/approval-shapes.ts';
import { describeRoute, type Described } from './openapi/describe-route.ts';
import { object, TEXT, type Shape } from './openapi/shapes.ts';
import { DELEGATION, REGISTRATION } from './schemas.ts';

interface ById {
  Params: { id: string };
}

const BY_ID = object({ id: TEXT });

/** What approvers do with what is theirs: their passkeys, and their delegations. */
export function servePeople(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const { approvals } = gateway;
  const { passkeys } = approvals;

  const about = (
    summary: string,
    answer: Described['answer'],
    refusals: Described['refusals'] = [],
  ): Shape => describeRoute({ tag: 'people', summary, answer, refusals });
  const signing = ['step-up-required', 'ledger-unavailable', 'approvals-unavailable'] as const;

  const listing = about('The passkeys of the person.', PASSKEYS);
  app.get('/api/passkeys', { schema: listing }, async (request) => ({
    passkeys: passkeys.list(await identify(request)),
  }));
  const options = about('What the browser is asked to make one with.', BROWSER_OPTIONS, signing);
  app.post('/api/passkeys/options', { schema: options }, async (request) =>
    passkeys.registrationOptions(await identify(request)),
  );
  app.post<{ Body: { name: string; response: object } }>(
    '/api/passkeys',
    {
      schema: {
        body: REGISTRATION,
        ...about('Takes what the browser made.', ONE_PASSKEY, signing),
      },
    },
    async (request) => {
      const { response, name } = request.body;
      return passkeys.register(await identify(request), response, name);
    },
  );
  const removing = {
    params: BY_ID,
    ...about('Removes one.', 204, ['not-found', 'ledger-unavailable']),
  };
  app.delete<ById>('/api/passkeys/:id', { schema: removing }, async (request, reply) => {
    await passkeys.remove(await identify(request), request.params.id);
    return reply.code(204).send();
  });

  const delegated = about('Delegations by and to the person that hold.', DELEGATIONS);
  app.get('/api/delegations', { schema: delegated }, async (request) => ({
    delegations: approvals.delegations(await identify(request)),
  }));
  app.post<{ Body: NewDelegation }>(
    '/api/delegations',
    {
      schema: {
        body: DELEGATION,
        ...about('Lets another decide instead, until a time.', ONE_DELEGATION, signing),
      },
    },
    async (request) => approvals.delegate(await identify(request), request.body),
  );
  const ending = {
    params: BY_ID,
    ...about('Ends one before its time.', 204, ['not-found', 'ledger-unavailable']),
  };
  app.delete<ById>('/api/delegations/:id', { schema: ending }, async (request, reply) => {
    await approvals.endDelegation(request.params.id, await identify(request));
    return reply.code(204).send();
  });
}
