import type { Cleared } from './cleared.ts';
import { deliverStream, deliverWhole, type Delivered } from './deliver.ts';
import { outcomeOf } from './entries.ts';
import type { Exchange, Gateway } from './exchange.ts';
import { maskKeysOf } from './redaction/mask-keys.ts';
import { redactResponse } from './redaction/redact-response.ts';
import { redactionsOf } from './redaction/redactions.ts';
import type { MaskHits } from './types.ts';
import type { UpstreamResponse } from './upstream/forward.ts';

/** Redacts where the policy says so, and lets the last byte go only once the outcome is durable. */
export async function answer(
  exchange: Exchange,
  { request, decided }: Cleared,
  response: UpstreamResponse,
  gateway: Gateway,
): Promise<void> {
  const { res, id, snapshot, signal, delivered } = exchange;
  const record =
    (hits: () => MaskHits[]) =>
    async (whole: Delivered): Promise<void> => {
      exchange.outcome = 'given';
      const outcome = outcomeOf(exchange, response.status, whole, hits());
      await exchange.step('record', () => gateway.ledger.append('outcome', outcome));
      gateway.log.info({ connection: request.connection.name, ...outcome }, 'answered');
    };
  const own = ['X-Regent-Decision-Id', id, ...(gateway.draining ? ['Connection', 'close'] : [])];
  const redactions = redactionsOf(decided.decision);
  if (!redactions) {
    const head = { status: response.status, headers: [...response.headers, ...own] };
    await deliverStream(
      res,
      head,
      response,
      { signal, delivered },
      record(() => []),
    );
    return;
  }
  const redacted = await exchange.step('redact', () =>
    redactResponse(response, redactions, {
      method: request.method,
      limit: request.connection.responseLimit,
      maxDepth: snapshot.config.limits.jsonDepth,
      jsonTexts: request.connection.jsonTexts,
      keys: maskKeysOf(snapshot.config.redaction),
    }),
  );
  exchange.hits = redacted.hits;
  const head = { status: response.status, headers: [...redacted.headers, ...own] };
  const { body } = redacted;
  if (Buffer.isBuffer(body)) {
    await deliverWhole(res, head, body, record(redacted.hits));
  } else {
    const masked = { body, hasLength: redacted.hasLength, trailers: () => [] };
    await deliverStream(res, head, masked, { signal, delivered }, record(redacted.hits));
  }
}
