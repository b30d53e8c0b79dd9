import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../exchange.ts';
import { describeStatus } from '../status.ts';

/** `/v1/status`: how the policy's supply goes. */
export function serveStatus(app: FastifyInstance, gateway: Gateway): void {
  app.get('/v1/status', () => describeStatus(gateway));
}
