import { createHash } from 'node:crypto';
import type { Cleared } from './cleared.ts';
import type { Delivered } from './deliver.ts';
import type { Refusal } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { CanonicalRequest, IntentData, MaskHits, OutcomeData, RefusalData } from './types.ts';

/** What is about to be forwarded. */
export function intentOf(exchange: Exchange, known: Cleared): IntentData {
  return {
    id: exchange.id,
    input: known.input,
    token_sha256: known.identity.tokenSha256,
    ...recordBody(known.request),
    decision: known.decided.decision,
    bundle: known.decided.bundle,
    ...(exchange.approval !== undefined && { approval: exchange.approval }),
  };
}

/** What was delivered. */
export function outcomeOf(
  exchange: Exchange,
  status: number,
  delivered: Delivered,
  masks: MaskHits[],
): OutcomeData {
  return {
    id: exchange.id,
    status,
    ...(exchange.upstreamStatus !== undefined && { upstream_status: exchange.upstreamStatus }),
    masks,
    bytes: delivered.bytes,
    body_sha256: delivered.sha256,
    duration_ms: roundMilliseconds(exchange.elapsed()),
  };
}

/** What became of a request that was forwarded and did not end well. `status` is 0 where the answer was cut off. */
export function failedOutcomeOf(exchange: Exchange, status: number, refusal: Refusal): OutcomeData {
  return {
    id: exchange.id,
    status,
    ...(exchange.upstreamStatus !== undefined && { upstream_status: exchange.upstreamStatus }),
    masks: exchange.hits?.() ?? [],
    bytes: exchange.delivered.bytes,
    duration_ms: roundMilliseconds(exchange.elapsed()),
    error: refusal.code,
  };
}

/** A request that was not forwarded, with as much as is known of it. */
export function refusalOf(exchange: Exchange, refusal: Refusal): RefusalData {
  const { request, identity, input, decided } = exchange;
  return {
    id: exchange.id,
    code: refusal.code,
    status: refusal.status,
    client: exchange.raw.socket.remoteAddress ?? '',
    detail: refusal.detail,
    ...(input && { input }),
    ...(identity && { token_sha256: identity.tokenSha256 }),
    ...(request && recordBody(request)),
    ...(request && !input && recordUnasked(request)),
    ...(decided && { decision: decided.decision, bundle: decided.bundle }),
    ...(refusal.extras.approval !== undefined && { approval: refusal.extras.approval }),
  };
}

function recordBody({ body }: CanonicalRequest): Pick<IntentData, 'body_bytes' | 'body_sha256'> {
  if (!('bytes' in body)) return {};
  return { body_bytes: body.bytes.length, body_sha256: sha256(body.bytes) };
}

function recordUnasked(request: CanonicalRequest): Pick<RefusalData, 'connection' | 'request'> {
  const { method, host, connection } = request;
  return { connection: connection.name, request: { method, host, target: targetOf(request) } };
}

/** Path and query as they are forwarded. */
export function targetOf(request: CanonicalRequest): string {
  return request.queryString === '' ? request.path : `${request.path}?${request.queryString}`;
}

/** Hex. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function roundMilliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}
