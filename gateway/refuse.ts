import { outcomeOf, refusalOf } from './entries.ts';
import { Refusal } from './errors.ts';
import { appendSealed } from './evidence.ts';
import type { Exchange, Gateway } from './exchange.ts';
import type { ExchangeKey } from './ledger/contract.ts';
import { newExchangeKey } from './ledger/seal/exchange-key.ts';
import { sealPart } from './ledger/seal/part.ts';
import { describeProblem, sendProblem } from './problem.ts';
import { finish } from './record-request.ts';

/**
 * The one place where a request's way ends early: records why, then tells the agent, or cuts the
 * connection where the answer has begun. Never rejects.
 */
export async function refuse(exchange: Exchange, error: unknown, gateway: Gateway): Promise<void> {
  let refusal = toRefusal(error, exchange);
  try {
    await record(exchange, refusal, gateway);
  } catch (ledgerError) {
    refusal = toRefusal(ledgerError, exchange);
  }
  gateway.metrics.refused(refusal.code);
  logRefusal(exchange, refusal, gateway);
  const { res, raw } = exchange;
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const asProxy = !exchange.target.startsWith('/');
  // A body that was not read to its end would be taken for the next request.
  const close = !raw.complete || gateway.draining;
  sendProblem(res, describeProblem(refusal, exchange.id, asProxy), close);
}

/** What was thrown, as something that may be told. Anything that is not a Refusal is a fault of ours, and stays in the log. */
function toRefusal(error: unknown, exchange: Exchange): Refusal {
  if (exchange.signal.aborted) {
    return new Refusal('client-gone', 'The client left.', {}, error);
  }
  const fault = exchange.tape?.fault;
  if (fault instanceof Refusal) return fault;
  if (error instanceof Refusal) return error;
  return new Refusal('internal-error', 'The gateway failed; see its log.', {}, error);
}

async function record(exchange: Exchange, refusal: Refusal, gateway: Gateway): Promise<void> {
  // An outcome that the ledger could not take is closed by the ledger itself when it works again.
  if (exchange.outcome === 'given') return;
  if (exchange.outcome === 'due') {
    await recordFailure(exchange, refusal, gateway);
    return;
  }
  // Without a session of its own, and so without being known, the agent is on record in the gateway's.
  const key = exchange.key ?? newExchangeKey(exchange.id, gateway.evidence.sessions.own);
  if (exchange.identity) {
    await appendSealed(gateway, key, refusalOf(exchange, refusal, key.session.id));
  } else {
    countRefusal(exchange, refusal, key, gateway);
  }
}

/** The outcome of what was forwarded and did not end well, with the body as far as it came. */
async function recordFailure(
  exchange: Exchange,
  refusal: Refusal,
  gateway: Gateway,
): Promise<void> {
  const { res, signal } = exchange;
  const [body, requestBody] = await Promise.all([finish(exchange.recorder), exchange.tape?.stop()]);
  exchange.outcome = 'given';
  const outcome = outcomeOf(exchange, {
    status: res.headersSent || signal.aborted ? 0 : refusal.status,
    headers: res.headersSent ? exchange.headers : [],
    hits: exchange.hits?.() ?? [],
    subjects: exchange.seen?.() ?? [],
    body,
    requestBody,
    error: refusal.code,
  });
  await appendSealed(gateway, exchange.key!, outcome);
}

function countRefusal(
  exchange: Exchange,
  refusal: Refusal,
  key: ExchangeKey,
  { ledger }: Gateway,
): void {
  const { clear, purpose, sealed } = refusalOf(exchange, refusal, key.session.id);
  const data = { ...clear, sealed: sealPart(key, purpose, Buffer.from(sealed)) };
  ledger.countRefusal(data, { exchange: key });
}

function logRefusal(exchange: Exchange, refusal: Refusal, gateway: Gateway): void {
  const fault = exchange.decided?.fault;
  const facts = {
    id: exchange.id,
    code: refusal.code,
    // The words of a policy may be about the person whose data was asked for.
    ...(refusal.code !== 'denied' && { detail: refusal.detail }),
    connection: exchange.request?.connection.name,
    subject: exchange.identity?.subject,
    reasons: exchange.decided?.decision.reasons,
    ...(fault !== undefined && { fault }),
    ...(refusal.cause !== undefined && { err: refusal.cause }),
  };
  const isOurs = refusal.status >= 500 || fault !== undefined;
  gateway.log[isOurs ? 'warn' : 'info'](facts, 'refused');
}
