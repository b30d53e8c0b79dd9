import { createHash } from 'node:crypto';
import type { Cleared } from './cleared.ts';
import type { Delivered } from './deliver.ts';
import type { Refusal } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type {
  CanonicalRequest,
  Identity,
  IntentData,
  MaskHits,
  OutcomeData,
  RecordedIdentity,
  RecordedRequest,
  RefusalData,
} from './types.ts';

/** What is about to be forwarded. */
export function intentOf(exchange: Exchange, known: Cleared): IntentData {
  return {
    id: exchange.id,
    trace_id: known.trace.traceId,
    identity: recordIdentity(known.identity),
    connection: known.request.connection.name,
    request: recordRequest(known.request),
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
    masks: [],
    bytes: 0,
    duration_ms: roundMilliseconds(exchange.elapsed()),
    error: refusal.code,
  };
}

/** A request that was not forwarded, with as much as is known of it. */
export function refusalOf(exchange: Exchange, refusal: Refusal): RefusalData {
  const { request, identity, decided } = exchange;
  return {
    id: exchange.id,
    code: refusal.code,
    status: refusal.status,
    client: exchange.raw.socket.remoteAddress ?? '',
    detail: refusal.detail,
    ...(identity && { identity: recordIdentity(identity) }),
    ...(request && { connection: request.connection.name, request: recordRequest(request) }),
    ...(decided && { decision: decided.decision, bundle: decided.bundle }),
    ...(refusal.extras.approval !== undefined && { approval: refusal.extras.approval }),
  };
}

function recordIdentity(identity: Identity): RecordedIdentity {
  return {
    issuer: identity.issuer,
    subject: identity.subject,
    actors: identity.actors,
    groups: identity.groups,
    ...(identity.token_id !== undefined && { token_id: identity.token_id }),
    token_sha256: identity.tokenSha256,
  };
}

function recordRequest(request: CanonicalRequest): RecordedRequest {
  const { body } = request;
  return {
    method: request.method,
    host: request.host,
    target: targetOf(request),
    ...('bytes' in body && { body_bytes: body.bytes.length, body_sha256: sha256(body.bytes) }),
  };
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
