import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { ApprovalState, Identity } from '../types.ts';
import { credentialsOf } from './credentials.ts';

/**
 * What approvers do: `GET /approvals?state=`, `GET /approvals/:id`, `POST /approvals/:id/approve`
 * and `…/deny` with `{"reason": "…"}`. Every call carries the person's own token.
 */
export function serveApprovals(app: FastifyInstance, gateway: Gateway, people: Identifier): void {
  const identify = (request: FastifyRequest): Promise<Identity> =>
    people.identify(credentialsOf(request));

  app.get('/approvals', async (request) => {
    const person = await identify(request);
    const { state } = request.query as { state?: ApprovalState };
    const all = gateway.approvals.list(state === undefined ? {} : { state });
    return { approvals: all.filter((approval) => mayDecide(person, approval.demand.groups)) };
  });

  app.get<{ Params: { id: string } }>('/approvals/:id', async (request) => {
    const person = await identify(request);
    const approval = gateway.approvals.get(request.params.id);
    if (!mayDecide(person, approval.demand.groups)) {
      throw new Refusal('approval-not-found', 'There is no such approval for this person.');
    }
    return approval;
  });

  for (const [verb, verdict] of [
    ['approve', 'granted'],
    ['deny', 'denied'],
  ] as const) {
    app.post<{ Params: { id: string }; Body: { reason?: string } | undefined }>(
      `/approvals/:id/${verb}`,
      { schema: { body: REASON } },
      async (request) => {
        const person = await identify(request);
        return gateway.approvals.decide(request.params.id, verdict, person, request.body?.reason);
      },
    );
  }
}

const REASON = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: { reason: { type: 'string', maxLength: 1000 } },
};

/** People see what they may decide; what others ask for is not their business. */
function mayDecide(person: Identity, groups: readonly string[]): boolean {
  return groups.some((group) => person.groups.includes(group));
}
