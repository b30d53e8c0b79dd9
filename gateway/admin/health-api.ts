import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../exchange.ts';
import { asReaderOrApprover } from './access.ts';
import { describeHealth } from './describe-health.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { HEALTH } from './openapi/health-shapes.ts';

/** How the gateway and what it depends on are. For members of `ledger.reading.groups` and whoever may decide an approval. */
export function serveGatewayHealth(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const reading = asReaderOrApprover(gateway, identify);
  app.get(
    '/api/health',
    {
      schema: describeRoute({
        tag: 'health',
        summary: 'The state of the gateway, its upstreams, issuers, bundle server and ledger.',
        answer: HEALTH,
        refusals: ['ledger-forbidden'],
      }),
    },
    async (request) => {
      await reading(request);
      return describeHealth(gateway);
    },
  );
}
