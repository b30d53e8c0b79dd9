import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../exchange.ts';
import { describeStatus } from '../status.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { STATUS } from './openapi/health-shapes.ts';

/** `/api/status`: how the policy's supply goes. */
export function serveStatus(app: FastifyInstance, gateway: Gateway): void {
  const schema = describeRoute({
    tag: 'health',
    open: true,
    summary: 'How the supply of policies goes, in the shape of OPA’s status API.',
    answer: STATUS,
  });
  app.get('/api/status', { schema }, () => describeStatus(gateway));
}
