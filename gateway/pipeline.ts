import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from './answer.ts';
import { askPerson } from './ask-person.ts';
import type { Cleared } from './cleared.ts';
import { describe } from './context/describe.ts';
import { continueTrace, nameDecision, type Trace } from './context/trace.ts';
import { intentOf } from './entries.ts';
import { Refusal } from './errors.ts';
import { appendSealed } from './evidence.ts';
import { beginExchange, type Exchange, type Gateway } from './exchange.ts';
import { findInRequest, findInResponse } from './find-subjects.ts';
import { newExchangeKey } from './ledger/seal/exchange-key.ts';
import { recordRequest, tapeRequest } from './record-request.ts';
import { prepareRequestHeaders } from './redaction/headers.ts';
import { maskKeysOf } from './redaction/mask-keys.ts';
import { restoreMasked } from './redaction/write-back.ts';
import { refuse } from './refuse.ts';
import { accept, type Accepted } from './request/accept.ts';
import type { CanonicalRequest, Decided, Identity } from './types.ts';
import type { UpstreamCall } from './upstream/call.ts';
import type { UpstreamResponse } from './upstream/forward.ts';
import { whileWriting } from './while-writing.ts';

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
  } finally {
    exchange.policy.release();
  }
  const connection = exchange.request?.connection.name ?? '';
  gateway.metrics.answered(connection, res.statusCode, exchange.elapsed());
}

/** (accept → identify → receive → describe → decide) → (ask a person) → intend → forward → redact → record → answer. */
async function proceed(exchange: Exchange, gateway: Gateway): Promise<void> {
  const cleared = await judge(exchange, gateway);
  await obey(exchange, cleared, gateway);
  guardWrite(exchange, cleared);
  exchange.subjects = findInRequest(exchange, cleared.request, cleared.decided.decision);
  const ready = await intend(exchange, cleared, gateway);
  const response = await forward(exchange, cleared, ready, gateway);
  let complete = false;
  try {
    await answer(exchange, cleared, response, gateway);
    complete = true;
  } finally {
    response.release(complete);
  }
}

/** accept → identify → receive → describe → decide. Apart, for what only these need must not be kept while a person is asked. */
async function judge(exchange: Exchange, gateway: Gateway): Promise<Cleared> {
  const accepted = acceptRequest(exchange, gateway);
  const identity = await identifyAgent(exchange, accepted.credentials);
  await beginEvidence(exchange, identity, gateway);
  const request = await receiveBody(exchange, accepted);
  const trace = continueTrace(accepted.trace);
  const input = describeRequest(exchange, request, identity, trace, gateway);
  const decided = decide(exchange, request, input, gateway);
  exchange.subjects = subjectsOf(exchange, request, decided.decision);
  return { request, identity, decided, trace };
}

function acceptRequest(exchange: Exchange, gateway: Gateway): Accepted {
  if (gateway.draining) {
    throw new Refusal('shutting-down', 'Send the request again, to another gateway.');
  }
  const { match, config } = exchange.snapshot;
  const accepted = exchange.step('accept', () =>
    accept(exchange.raw, exchange.target, match, config.limits),
  );
  exchange.request = accepted.request;
  return accepted;
}

/** Only once it is known who sends it. */
async function receiveBody(exchange: Exchange, accepted: Accepted): Promise<CanonicalRequest> {
  const request = await exchange.step('receive', () => accepted.receive());
  exchange.request = request;
  return request;
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

/** From here on what is recorded of the exchange is sealed with a key of its agent's session. */
async function beginEvidence(
  exchange: Exchange,
  identity: Identity,
  gateway: Gateway,
): Promise<void> {
  const session = gateway.evidence.sessions.of(identity);
  const known = session instanceof Promise ? await session : session;
  exchange.key = newExchangeKey(exchange.id, known);
}

/** What the policy is asked, as JSON text. */
function describeRequest(
  exchange: Exchange,
  request: CanonicalRequest,
  identity: Identity,
  trace: Trace,
  gateway: Gateway,
): string {
  const me = { id: exchange.snapshot.config.gateway.id, version: gateway.version };
  const input = exchange.step('describe', () =>
    JSON.stringify(describe(request, identity, me, trace.traceId, exchange.receivedAt)),
  );
  exchange.input = input;
  return input;
}

function decide(
  exchange: Exchange,
  request: CanonicalRequest,
  input: string,
  gateway: Gateway,
): Decided {
  const { policy } = exchange;
  const decided = exchange.step('decide', () => policy.decide(input));
  // What comes now may take long, and the policy may be replaced meanwhile.
  policy.release();
  exchange.decided = decided;
  gateway.shadow?.offer(exchange.id, input, decided.decision);
  const { action, reasons } = decided.decision;
  gateway.metrics.decided(request.connection.name, action, reasons);
  return decided;
}

/** For the record of a denial the subjects are looked for too, and what is not found changes nothing. */
function subjectsOf(
  exchange: Exchange,
  request: CanonicalRequest,
  decision: Decided['decision'],
): Exchange['subjects'] {
  // A body that has not been read is looked into once it has, or the request is refused then.
  const known = request.body.kind === 'stream' ? { ...request, body: NO_BODY } : request;
  try {
    return findInRequest(exchange, known, decision);
  } catch (error) {
    if (decision.action !== 'deny') throw error;
    return [];
  }
}

const NO_BODY = { kind: 'none' } as const;

/** Settles well only for a request that may go on. What is not named here is denied. */
async function obey(exchange: Exchange, cleared: Cleared, gateway: Gateway): Promise<void> {
  const { action, reasons, message } = cleared.decided.decision;
  switch (action) {
    case 'allow':
    case 'mask':
      return undefined;
    case 'approve':
      return askPerson(exchange, cleared, gateway);
    default:
      throw new Refusal('denied', message ?? 'The policy does not allow this request.', {
        reasons,
      });
  }
}

/** What masked reads put in place of data must not be written over the data. */
function guardWrite(exchange: Exchange, cleared: Cleared): void {
  const { request, decided } = cleared;
  if (!decided.decision.write_back) return;
  const { config } = exchange.snapshot;
  const body = restoreMasked(request.body, decided.decision.write_back, {
    maxDepth: config.limits.jsonDepth,
    keys: maskKeysOf(config.redaction),
  });
  cleared.request = exchange.request = { ...request, body };
}

/**
 * Durable before the upstream is called: whatever happens from here on, there is a trace of it. A call that is ready by then is
 * given back.
 */
async function intend(
  exchange: Exchange,
  cleared: Cleared,
  gateway: Gateway,
): Promise<UpstreamCall | undefined> {
  // Where others wait for the disk too, their work is done meanwhile, and sockets that wait would be too many.
  const isAlone = gateway.ledger.status().lag === 0;
  const [intent, call] = await Promise.allSettled([
    exchange.step('intend', () => recordIntent(exchange, cleared, gateway)),
    isAlone ? whileWriting(() => prepareCall(exchange, cleared, gateway)) : undefined,
  ]);
  // What stood in the way of a call is met again when it is made.
  const ready = call.status === 'fulfilled' ? call.value : undefined;
  if (intent.status === 'rejected') {
    ready?.drop();
    throw intent.reason;
  }
  exchange.intent = intent.value;
  exchange.outcome = 'due';
  return ready;
}

async function recordIntent(
  exchange: Exchange,
  cleared: Cleared,
  gateway: Gateway,
): Promise<number> {
  const key = exchange.key!;
  const body = await recordRequest(cleared.request, key, gateway);
  return appendSealed(gateway, key, intentOf(exchange, cleared, key.session.id, body));
}

function prepareCall(
  exchange: Exchange,
  { request, decided, trace }: Cleared,
  gateway: Gateway,
): UpstreamCall {
  const upstream = exchange.snapshot.upstreams.get(request.connection.name)!;
  const { masks, detect } = decided.decision;
  const isRead = masks ?? detect ?? findInResponse(exchange, request, decided.decision);
  const sent = isRead ? askWhole(request) : request;
  const taped = tapeRequest(exchange, sent, exchange.key!, gateway);
  return upstream.prepare(taped, nameDecision(trace, exchange.id), exchange.raw);
}

/** Under a mask, and where data subjects are looked for, the upstream must send the whole, in a coding that can be undone. */
function askWhole(request: CanonicalRequest): CanonicalRequest {
  return { ...request, headers: prepareRequestHeaders(request.method, request.headers) };
}

async function forward(
  exchange: Exchange,
  cleared: Cleared,
  ready: UpstreamCall | undefined,
  gateway: Gateway,
): Promise<UpstreamResponse> {
  const { signal } = exchange;
  const { name } = cleared.request.connection;
  try {
    // Whoever left while the intent was written has nobody to ask the upstream for.
    signal.throwIfAborted();
    const response = await exchange.step('forward', () =>
      (ready ?? prepareCall(exchange, cleared, gateway)).send(signal),
    );
    exchange.upstreamStatus = response.status;
    gateway.forwarded.answered(name, response.status);
    return response;
  } catch (error) {
    ready?.drop();
    if (error instanceof Refusal) {
      gateway.metrics.upstreamFailed(name, error.code);
      // Of an agent that leaves the upstream has done nothing.
      if (error.code !== 'client-gone') gateway.forwarded.failed(name, error.code);
    }
    throw error;
  }
}
