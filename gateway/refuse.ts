import { failedOutcomeOf, refusalOf } from './entries.ts';
import { Refusal } from './errors.ts';
import type { Exchange, Gateway } from './exchange.ts';
import { describeProblem, sendProblem } from './problem.ts';

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
  if (error instanceof Refusal) return error;
  return new Refusal('internal-error', 'The gateway failed; see its log.', {}, error);
}

async function record(exchange: Exchange, refusal: Refusal, gateway: Gateway): Promise<void> {
  const { ledger } = gateway;
  // An outcome that the ledger could not take is closed by the ledger itself when it works again.
  if (exchange.outcome === 'given') return;
  if (exchange.outcome === 'due') {
    exchange.outcome = 'given';
    const status = exchange.res.headersSent || exchange.signal.aborted ? 0 : refusal.status;
    await ledger.append('outcome', failedOutcomeOf(exchange, status, refusal));
  } else if (exchange.identity) {
    await ledger.append('refusal', refusalOf(exchange, refusal));
  } else {
    ledger.countRefusal(refusalOf(exchange, refusal));
  }
}

function logRefusal(exchange: Exchange, refusal: Refusal, gateway: Gateway): void {
  const fault = exchange.decided?.fault;
  const facts = {
    id: exchange.id,
    code: refusal.code,
    detail: refusal.detail,
    connection: exchange.request?.connection.name,
    subject: exchange.identity?.subject,
    reasons: exchange.decided?.decision.reasons,
    ...(fault !== undefined && { fault }),
    ...(refusal.cause !== undefined && { err: refusal.cause }),
  };
  const isOurs = refusal.status >= 500 || fault !== undefined;
  gateway.log[isOurs ? 'warn' : 'info'](facts, 'refused');
}
