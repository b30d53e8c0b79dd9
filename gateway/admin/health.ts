import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../exchange.ts';
import { findLacks } from './find-lacks.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { READY } from './openapi/health-shapes.ts';
import { object, TEXT } from './openapi/shapes.ts';

/** `/healthz`: the process answers. `/readyz`: it can decide, record and forward; names what it lacks otherwise. `/metrics`: Prometheus text. */
export function serveHealth(app: FastifyInstance, gateway: Gateway): void {
  const about = { tag: 'health', open: true } as const;
  app.get(
    '/healthz',
    {
      schema: describeRoute({
        ...about,
        summary: 'The process answers.',
        answer: object({ status: TEXT }),
      }),
    },
    () => ({ status: 'ok' }),
  );

  app.get(
    '/readyz',
    {
      schema: describeRoute({
        ...about,
        summary: 'Whether it can decide, record and forward.',
        answer: READY,
        others: { 503: { description: 'It cannot; `lacks` says why.', ...READY } },
      }),
    },
    (_request, reply) => {
      const lacks = findLacks(gateway);
      void reply.code(lacks.length === 0 ? 200 : 503);
      return {
        status: lacks.length === 0 ? 'ready' : 'not-ready',
        lacks,
        bundle: gateway.snapshot.bundle,
      };
    },
  );

  app.get(
    '/metrics',
    {
      schema: describeRoute({
        ...about,
        summary: 'Metrics as Prometheus text.',
        answer: TEXT,
        type: 'text/plain',
      }),
    },
    async (_request, reply) => {
      const { registry } = gateway.metrics;
      void reply.type(registry.contentType);
      return registry.metrics();
    },
  );
}
