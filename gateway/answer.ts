import type { Cleared } from './cleared.ts';
import { deliverStream, deliverWhole, type Delivery } from './deliver.ts';
import { outcomeOf } from './entries.ts';
import { appendSealed } from './evidence.ts';
import type { Exchange, Gateway } from './exchange.ts';
import { findInResponse } from './find-subjects.ts';
import { purposeKey } from './ledger/seal/purpose.ts';
import { maskKeysOf } from './redaction/mask-keys.ts';
import { redactResponse, type RedactedResponse } from './redaction/redact-response.ts';
import { redactionsOf } from './redaction/redactions.ts';
import type { UpstreamResponse } from './upstream/forward.ts';

/** Redacts where the policy says so, and lets the last byte go only once the outcome is durable. */
export async function answer(
  exchange: Exchange,
  cleared: Cleared,
  response: UpstreamResponse,
  gateway: Gateway,
): Promise<void> {
  const { res, id } = exchange;
  const redacted = await redact(exchange, cleared, response);
  const { body, hasLength } = redacted;
  const own = ['X-Regent-Decision-Id', id, ...(gateway.draining ? ['Connection', 'close'] : [])];
  const head = { status: response.status, headers: [...redacted.headers, ...own] };
  exchange.headers = head.headers;
  const delivery = record(exchange, cleared, response, gateway);
  if (Buffer.isBuffer(body)) {
    // All of it has been handed to the system then, or the socket is closed.
    if (redacted.giveBack) res.once('finish', redacted.giveBack);
    await deliverWhole(res, head, body, delivery);
  } else {
    const trailers = redacted.trailers ?? (() => []);
    await deliverStream(res, head, { body, hasLength, trailers }, delivery);
  }
}

/** What the agent may see. The upstream's trailers are passed on only where nothing is masked. */
async function redact(
  exchange: Exchange,
  { request, decided }: Cleared,
  response: UpstreamResponse,
): Promise<RedactedResponse & { trailers?: UpstreamResponse['trailers'] }> {
  const redactions = redactionsOf(decided.decision);
  const subjects = findInResponse(exchange, request, decided.decision);
  if (!redactions && !subjects) return { ...response, hits: () => [] };
  if (subjects) exchange.seen = () => subjects.seen.all;
  const { config } = exchange.snapshot;
  const redacted = await exchange.step('redact', () =>
    redactResponse(response, redactions ?? {}, {
      method: request.method,
      limit: request.connection.responseLimit,
      maxDepth: config.limits.jsonDepth,
      jsonTexts: request.connection.jsonTexts,
      keys: maskKeysOf(config.redaction),
      ...(subjects && { read: subjects.read }),
    }),
  );
  exchange.hits = redacted.hits;
  return redacted;
}

/** The body is recorded as it is delivered, the outcome before its last byte. */
function record(
  exchange: Exchange,
  { request }: Cleared,
  { status }: UpstreamResponse,
  gateway: Gateway,
): Delivery {
  const { signal, delivered } = exchange;
  const key = exchange.key!;
  const patience = request.connection.timeouts.response;
  const { response: wanted, limit } = request.connection.recordBodies;
  const recorder = wanted
    ? gateway.evidence.bodies.begin(purposeKey(key.key, 'response'), limit)
    : undefined;
  exchange.recorder = recorder;
  const beforeLastByte = async (): Promise<void> => {
    const body = await recorder?.finish();
    const requestBody = await exchange.tape?.stop();
    exchange.outcome = 'given';
    const outcome = outcomeOf(exchange, {
      status,
      headers: exchange.headers,
      hits: exchange.hits?.() ?? [],
      subjects: exchange.seen?.() ?? [],
      body,
      requestBody,
    });
    await exchange.step('record', () => appendSealed(gateway, key, outcome));
    gateway.log.info({ connection: request.connection.name, ...outcome.clear }, 'answered');
  };
  return { signal, delivered, recorder, beforeLastByte, patience };
}
