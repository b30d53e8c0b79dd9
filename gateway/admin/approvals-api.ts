import type { FastifyInstance } from 'fastify';
import type { DecideDetails } from '../approval/approvals.ts';
import type { Gateway } from '../exchange.ts';
import { sendEvents } from '../send-events.ts';
import type { ApprovalState } from '../types.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { DECISION, LIST, REASON, REASON_NEEDED, VERDICT } from './schemas.ts';

interface ById {
  Params: { id: string };
}

/**
 * What approvers do with approvals. People see what they may decide or review; what others ask for is
 * not their business. The paths are in docs/approvals.md.
 */
export function serveApprovals(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const { approvals } = gateway;

  app.get<{ Querystring: { state?: ApprovalState; mine?: 'true' | 'false' } }>(
    '/api/approvals',
    { schema: { querystring: LIST } },
    async (request) => {
      const person = await identify(request);
      const { state, mine } = request.query;
      const filter = { ...(state && { state }), mine: mine === 'true' };
      return { approvals: approvals.list(filter, person) };
    },
  );

  // Says that something changed and not what: whoever reads it asks for what they may see.
  app.get('/api/approvals/events', async (request, reply) => {
    const person = await identify(request);
    reply.hijack();
    await sendEvents(reply.raw, gateway, (change) => {
      const seen = change === undefined || isSeen(change.id);
      return {
        events: seen ? [{ event: 'approvals', data: toData(change?.id) }] : [],
        over: false,
      };
    }).catch(() => reply.raw.destroy());

    function isSeen(id: string | undefined): boolean {
      return id === undefined || approvals.maySee(id, person);
    }
  });

  app.get<ById>('/api/approvals/:id', async (request) =>
    approvals.get(request.params.id, await identify(request)),
  );

  for (const [verb, verdict] of [
    ['approve', 'granted'],
    ['deny', 'denied'],
  ] as const) {
    app.post<ById & { Body: DecideDetails | undefined }>(
      `/api/approvals/:id/${verb}`,
      { schema: { body: DECISION } },
      async (request) => {
        const person = await identify(request);
        return approvals.decide(request.params.id, verdict, person, request.body ?? {});
      },
    );
  }

  app.post<ById & { Body: { reason?: string } | undefined }>(
    '/api/approvals/:id/revoke',
    { schema: { body: REASON } },
    async (request) =>
      approvals.revoke(request.params.id, await identify(request), request.body?.reason),
  );

  app.post<ById & { Body: { verdict: 'granted' | 'denied' } }>(
    '/api/approvals/:id/challenge',
    { schema: { body: VERDICT } },
    async (request) => {
      const person = await identify(request);
      return approvals.passkeys.challenge(person, request.params.id, request.body.verdict);
    },
  );

  app.get('/api/breakglass/reviews', async (request) => {
    const person = await identify(request);
    const open = approvals.list({ review: 'open' }, person);
    return { approvals: open.filter(({ may }) => may?.review === true) };
  });

  app.post<ById & { Body: { reason: string } }>(
    '/api/breakglass/reviews/:id',
    { schema: { body: REASON_NEEDED } },
    async (request) =>
      approvals.review(request.params.id, await identify(request), request.body.reason),
  );
}

function toData(id: string | undefined): string {
  return JSON.stringify(id === undefined ? {} : { id });
}
