/** The example's own lock: a key that only the gateway has. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sendFault } from './faults.ts';

/** Refuses every request but `/healthz` that does not carry the key in `X-Api-Key`. */
export function demandApiKey(app: FastifyInstance, apiKey: string): void {
  const expected = digest(apiKey);
  app.addHook('onRequest', async (request, reply) => {
    // What route was matched counts, not how the target is spelt.
    if (request.routeOptions.url === '/healthz') return undefined;
    // Digests are of one length, so the comparison tells nothing of the key's (timingSafeEqual wants that).
    const given = digest(String(request.headers['x-api-key'] ?? ''));
    if (timingSafeEqual(given, expected)) return undefined;
    return sendFault(
      reply.header('www-authenticate', 'ApiKey realm="crm"'),
      'unauthorized',
      'The header X-Api-Key is missing or wrong.',
    );
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
