import type { FastifyInstance } from 'fastify';
import type { DecideDetails } from '../approval/approvals.ts';
import type { Gateway } from '../exchange.ts';
import { sendEvents } from '../send-events.ts';
import type { ApprovalState } from '../types.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { APPROVAL, APPROVALS, BROWSER_OPTIONS } from './openapi/approval-shapes.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { object, TEXT } from './openapi/shapes.ts';
import { DECISION, LIST, REASON, REASON_NEEDED, VERDICT } from './schemas.ts';

interface ById {
  Params: { id: string };
}

const BY_ID = object({ id: TEXT });
const DECIDING = [
  'approval-not-found',
  'approval-forbidden',
  'approval-settled',
  'step-up-required',
  'justification-required',
  'ledger-unavailable',
  'approvals-unavailable',
] as const;

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
  const about = { tag: 'approvals', refusals: ['approvals-unavailable'] } as const;

  app.get<{ Querystring: { state?: ApprovalState; mine?: 'true' | 'false' } }>(
    '/api/approvals',
    {
      schema: {
        querystring: LIST,
        ...describeRoute({
          ...about,
          summary: 'What the person may decide, revoke or review, or did.',
          answer: APPROVALS,
        }),
      },
    },
    async (request) => {
      const person = await identify(request);
      const { state, mine } = request.query;
      const filter = { ...(state && { state }), mine: mine === 'true' };
      return { approvals: approvals.list(filter, person) };
    },
  );

  // Says that something changed and not what: whoever reads it asks for what they may see.
  const following = describeRoute({
    ...about,
    summary: 'That something changed, as server-sent events.',
    description: 'Event `approvals` with the id of one, or none.',
    answer: TEXT,
    type: 'text/event-stream',
  });
  app.get('/api/approvals/events', { schema: following }, async (request, reply) => {
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

  const showing = describeRoute({
    ...about,
    summary: 'One approval: what is bound, and what the person may do.',
    answer: APPROVAL,
    refusals: ['approval-not-found', 'approvals-unavailable'],
  });
  app.get<ById>('/api/approvals/:id', { schema: { params: BY_ID, ...showing } }, async (request) =>
    approvals.get(request.params.id, await identify(request)),
  );

  for (const [verb, verdict] of [
    ['approve', 'granted'],
    ['deny', 'denied'],
  ] as const) {
    app.post<ById & { Body: DecideDetails | undefined }>(
      `/api/approvals/:id/${verb}`,
      {
        schema: {
          params: BY_ID,
          body: DECISION,
          ...describeRoute({
            ...about,
            summary: verb === 'approve' ? 'Agrees.' : 'Denies.',
            answer: APPROVAL,
            refusals: DECIDING,
          }),
        },
      },
      async (request) => {
        const person = await identify(request);
        return approvals.decide(request.params.id, verdict, person, request.body ?? {});
      },
    );
  }

  app.post<ById & { Body: { reason?: string } | undefined }>(
    '/api/approvals/:id/revoke',
    {
      schema: {
        params: BY_ID,
        body: REASON,
        ...describeRoute({
          ...about,
          summary: 'Takes back a grant that was not used.',
          answer: APPROVAL,
          refusals: DECIDING,
        }),
      },
    },
    async (request) =>
      approvals.revoke(request.params.id, await identify(request), request.body?.reason),
  );

  app.post<ById & { Body: { verdict: 'granted' | 'denied' } }>(
    '/api/approvals/:id/challenge',
    {
      schema: {
        params: BY_ID,
        body: VERDICT,
        ...describeRoute({
          ...about,
          summary: 'What the browser is asked to sign a decision with.',
          answer: BROWSER_OPTIONS,
          refusals: DECIDING,
        }),
      },
    },
    async (request) => {
      const person = await identify(request);
      return approvals.passkeys.challenge(person, request.params.id, request.body.verdict);
    },
  );

  const reviews = describeRoute({
    ...about,
    summary: 'What passed by break-glass and the person may review.',
    answer: APPROVALS,
  });
  app.get('/api/breakglass/reviews', { schema: reviews }, async (request) => {
    const person = await identify(request);
    const open = approvals.list({ review: 'open' }, person);
    return { approvals: open.filter(({ may }) => may?.review === true) };
  });

  app.post<ById & { Body: { reason: string } }>(
    '/api/breakglass/reviews/:id',
    {
      schema: {
        params: BY_ID,
        body: REASON_NEEDED,
        ...describeRoute({
          ...about,
          summary: 'Signs off what passed by break-glass.',
          answer: APPROVAL,
          refusals: DECIDING,
        }),
      },
    },
    async (request) =>
      approvals.review(request.params.id, await identify(request), request.body.reason),
  );
}

function toData(id: string | undefined): string {
  return JSON.stringify(id === undefined ? {} : { id });
}
