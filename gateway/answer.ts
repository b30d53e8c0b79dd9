import type { Cleared } from './cleared.ts';
import { deliverStream, deliverWhole, type Delivered } from './deliver.ts';
import { outcomeOf } from './entries.ts';
import type { Exchange, Gateway } from './exchange.ts';
import { redactResponse } from './redaction/redact-response.ts';
import type { MaskHits } from './types.ts';
import type { UpstreamResponse } from './upstream/forward.ts';

/** Redacts where the policy says so, and lets the last byte go only once the outcome is durable. */
export async function answer(
  exchange: Exchange,
  { request, decided }: Cleared,
  response: UpstreamResponse,
  gateway: Gateway,
): Promise<void> {
  const { res, id, snapshot, signal } = exchange;
  const record =
    (masks: MaskHits[]) =>
    async (delivered: Delivered): Promise<void> => {
      exchange.outcome = 'given';
      const outcome = outcomeOf(exchange, response.status, delivered, masks);
      await exchange.step('record', () => gateway.ledger.append('outcome', outcome));
      gateway.log.info({ connection: request.connection.name, ...outcome }, 'answered');
    };
  const own = ['X-Regent-Decision-Id', id, ...(gateway.draining ? ['Connection', 'close'] : [])];
  const { masks } = decided.decision;
  if (!masks) {
    const head = { status: response.status, headers: [...response.headers, ...own] };
    await deliverStream(res, head, response, signal, record([]));
    return;
  }
  const redacted = await exchange.step('redact', () =>
    redactResponse(response, masks, {
      method: request.method,
      limit: request.connection.responseLimit,
      maxDepth: snapshot.config.limits.jsonDepth,
      pseudonymKey: snapshot.config.redaction.pseudonymKey,
    }),
  );
  const head = { status: response.status, headers: [...redacted.headers, ...own] };
  await deliverWhole(res, head, redacted.body, record(redacted.hits));
}
