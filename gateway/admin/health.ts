import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../exchange.ts';

/** `/healthz`: the process answers. `/readyz`: it can decide, record and forward; names what it lacks otherwise. `/metrics`: Prometheus text. */
export function serveHealth(app: FastifyInstance, gateway: Gateway): void {
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', (_request, reply) => {
    const lacks = findLacks(gateway);
    void reply.code(lacks.length === 0 ? 200 : 503);
    return {
      status: lacks.length === 0 ? 'ready' : 'not-ready',
      lacks,
      bundle: gateway.snapshot.bundle,
    };
  });

  app.get('/metrics', async (_request, reply) => {
    const { registry } = gateway.metrics;
    void reply.type(registry.contentType);
    return registry.metrics();
  });
}

function findLacks(gateway: Gateway): string[] {
  const lacks: string[] = [];
  if (gateway.draining) lacks.push('shutting-down');
  if (!gateway.ledger.status().writable) lacks.push('ledger-unavailable');
  if (gateway.snapshot.bundle.digest === '') lacks.push('policy-missing');
  if (gateway.supply?.isExpired()) lacks.push('policy-expired');
  if (gateway.supply?.isStale()) lacks.push('policy-stale');
  for (const issuer of gateway.snapshot.identifier.ready()) {
    if (!issuer.ready) lacks.push(`keys-unavailable: ${issuer.issuer}`);
  }
  return lacks;
}
