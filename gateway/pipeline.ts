import type { IncomingMessage, ServerResponse } from 'node:http';
import { bindRequest } from './approval/bind-request.ts';
import { describe } from './context/describe.ts';
import { continueTrace, type Trace } from './context/trace.ts';
import { deliverStream, deliverWhole, type Delivered } from './deliver.ts';
import { intentOf, outcomeOf, sha256, targetOf } from './entries.ts';
import { Refusal } from './errors.ts';
import { beginExchange, type Exchange, type Gateway } from './exchange.ts';
import { prepareRequestHeaders } from './redaction/headers.ts';
import { redactResponse } from './redaction/redact-response.ts';
import { refuse } from './refuse.ts';
import { accept, type Accepted } from './request/accept.ts';
import { readBytes } from './request/read-body.ts';
import type { CanonicalRequest, Decided, Identity, MaskHits } from './types.ts';
import type { UpstreamResponse } from './upstream/forward.ts';

/** A request that has passed every step before the forwarding. */
interface Cleared {
  request: CanonicalRequest;
  identity: Identity;
  decided: Decided;
  trace: Trace;
}

/**
 * One request's whole way. Whatever a step throws ends in `refuse`; the agent sees an answer of the
 * upstream only by coming out at the bottom of `proceed`.
 */
export async function handle(
  raw: IncomingMessage,
  res: ServerResponse,
  target: string,
  gateway: Gateway,
): Promise<void> {
  const exchange = beginExchange(raw, res, target, gateway);
  try {
    await proceed(exchange, gateway);
  } catch (error) {
    await refuse(exchange, error, gateway);
  }
  const connection = exchange.request?.connection.name ?? '';
  gateway.metrics.answered(connection, res.statusCode, exchange.elapsed());
}

/** accept → identify → describe → decide → (ask a person) → intend → forward → redact → record → answer. */
async function proceed(exchange: Exchange, gateway: Gateway): Promise<void> {
  const { request, credentials, trace } = await acceptRequest(exchange, gateway);
  const identity = await identifyAgent(exchange, credentials);
  const decided = decide(exchange, request, identity, trace, gateway);
  const cleared = { request, identity, decided, trace };
  if (decided.decision.action === 'approve') await askPerson(exchange, cleared, gateway);
  await intend(exchange, cleared, gateway);
  const response = await forward(exchange, cleared, gateway);
  let complete = false;
  try {
    await answer(exchange, cleared, response, gateway);
    complete = true;
  } finally {
    response.release(complete);
  }
}

async function acceptRequest(
  exchange: Exchange,
  gateway: Gateway,
): Promise<Omit<Accepted, 'trace'> & { trace: Trace }> {
  if (gateway.draining) {
    throw new Refusal('shutting-down', 'Send the request again, to another gateway.');
  }
  const { match, config } = exchange.snapshot;
  const accepted = await exchange.step('accept', () =>
    accept(exchange.raw, exchange.target, match, config.limits),
  );
  exchange.request = accepted.request;
  return { ...accepted, trace: continueTrace(accepted.trace) };
}

async function identifyAgent(
  exchange: Exchange,
  credentials: Accepted['credentials'],
): Promise<Identity> {
  const identity = await exchange.step('identify', () =>
    exchange.snapshot.identifier.identify(credentials),
  );
  exchange.identity = identity;
  return identity;
}

function decide(
  exchange: Exchange,
  request: CanonicalRequest,
  identity: Identity,
  trace: Trace,
  gateway: Gateway,
): Decided {
  const { config, policy } = exchange.snapshot;
  const me = { id: config.gateway.id, version: gateway.version };
  const input = exchange.step('describe', () =>
    JSON.stringify(describe(request, identity, me, trace.traceId, exchange.receivedAt)),
  );
  const decided = exchange.step('decide', () => policy.decide(input));
  exchange.decided = decided;
  const { action, reasons, message } = decided.decision;
  gateway.metrics.decided(request.connection.name, action, reasons);
  if (action === 'deny') {
    throw new Refusal('denied', message ?? 'The policy does not allow this request.', { reasons });
  }
  return decided;
}

/** Holds the request until a person has said yes to exactly this one, and consumes that yes. */
async function askPerson(exchange: Exchange, cleared: Cleared, gateway: Gateway): Promise<void> {
  const { identity, decided } = cleared;
  const { decision, bundle } = decided;
  const request = await withBodyRead(cleared.request, exchange);
  cleared.request = exchange.request = request;
  const body = 'bytes' in request.body ? request.body.bytes : undefined;
  const binding = bindRequest({
    request: {
      method: request.method,
      host: request.host,
      path: request.path,
      queryString: request.queryString,
      headers: request.headers,
      ...(body && { bodySha256: sha256(body) }),
    },
    identity,
    connection: request.connection.name,
    bundleDigest: bundle.digest,
    masks: decision.masks ?? [],
    ...(decision.purpose !== undefined && { purpose: decision.purpose }),
  });
  const grant = await exchange.step('ask', () =>
    gateway.approvals.ask(
      decision.approval!,
      {
        binding,
        decisionId: exchange.id,
        summary: {
          method: request.method,
          host: request.host,
          target: targetOf(request),
          headers: request.headers,
          connection: request.connection.name,
          identity,
          decision,
          bundle,
          ...(body && { body }),
        },
      },
      exchange.signal,
    ),
  );
  exchange.approval = grant.id;
}

/** What a person approves is bound by its digest, so a body that would stream is read first. */
async function withBodyRead(
  request: CanonicalRequest,
  exchange: Exchange,
): Promise<CanonicalRequest> {
  if (request.body.kind !== 'stream') return request;
  const { stream, length } = request.body;
  const bytes = await readBytes(stream, exchange.snapshot.config.limits.bodyBytes, length);
  return { ...request, body: { kind: 'bytes', bytes } };
}

/** Durable before the upstream is called: whatever happens from here on, there is a trace of it. */
async function intend(exchange: Exchange, cleared: Cleared, gateway: Gateway): Promise<void> {
  await exchange.step('intend', () => gateway.ledger.append('intent', intentOf(exchange, cleared)));
  exchange.outcome = 'due';
}

async function forward(
  exchange: Exchange,
  cleared: Cleared,
  gateway: Gateway,
): Promise<UpstreamResponse> {
  const { request, decided, trace } = cleared;
  const { name } = request.connection;
  const upstream = exchange.snapshot.upstreams.get(name)!;
  // Under a mask the upstream must send the whole, in a coding that can be undone.
  const sent = decided.decision.masks
    ? { ...request, headers: prepareRequestHeaders(request.headers) }
    : request;
  try {
    const response = await exchange.step('forward', () =>
      upstream.forward(sent, trace.headers, exchange.raw, exchange.signal),
    );
    exchange.upstreamStatus = response.status;
    return response;
  } catch (error) {
    if (error instanceof Refusal) gateway.metrics.upstreamFailed(name, error.code);
    throw error;
  }
}

/** Redacts where the policy says so, and lets the last byte go only once the outcome is durable. */
async function answer(
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
