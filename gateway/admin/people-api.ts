import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../exchange.ts';
import type { NewDelegation } from '../approval/delegations.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { DELEGATION, REGISTRATION } from './schemas.ts';

interface ById {
  Params: { id: string };
}

/** What approvers do with what is theirs: their passkeys, and their delegations. */
export function servePeople(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const { approvals } = gateway;
  const { passkeys } = approvals;

  app.get('/api/passkeys', async (request) => ({
    passkeys: passkeys.list(await identify(request)),
  }));
  app.post('/api/passkeys/options', async (request) =>
    passkeys.registrationOptions(await identify(request)),
  );
  app.post<{ Body: { name: string; response: object } }>(
    '/api/passkeys',
    { schema: { body: REGISTRATION } },
    async (request) => {
      const { response, name } = request.body;
      return passkeys.register(await identify(request), response, name);
    },
  );
  app.delete<ById>('/api/passkeys/:id', async (request, reply) => {
    await passkeys.remove(await identify(request), request.params.id);
    return reply.code(204).send();
  });

  app.get('/api/delegations', async (request) => ({
    delegations: approvals.delegations(await identify(request)),
  }));
  app.post<{ Body: NewDelegation }>(
    '/api/delegations',
    { schema: { body: DELEGATION } },
    async (request) => approvals.delegate(await identify(request), request.body),
  );
  app.delete<ById>('/api/delegations/:id', async (request, reply) => {
    await approvals.endDelegation(request.params.id, await identify(request));
    return reply.code(204).send();
  });
}
