import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_PATH } from './approval/refusals.ts';
import { Refusal } from './errors.ts';
import type { Gateway } from './exchange.ts';
import { describeProblem, sendProblem } from './problem.ts';
import { readHeaders } from './request/read-headers.ts';
import { readTarget } from './request/read-target.ts';
import { sendEvents } from './send-events.ts';
import type { Identity } from './types.ts';

/** What is still to be waited for. */
const OPEN = new Set(['pending', 'granted']);

/** Whether a target is the gateway's own, which no connection gets. */
export function isOwnTarget(target: string): boolean {
  // Cheap for all others; what it lets through is read below as strictly as any target.
  return (
    target.includes('/.well-known/regent/') &&
    /^(https?:\/\/[^/?#]*)?\/\.well-known\/regent\//i.test(target)
  );
}

/**
 * Where an agent sees how its approval goes: `GET` gives the state, as server-sent events where it
 * accepts these; `DELETE` withdraws. Others' approvals are not there. Never rejects.
 */
export async function serveOwnApproval(
  raw: IncomingMessage,
  res: ServerResponse,
  target: string,
  gateway: Gateway,
): Promise<void> {
  try {
    await answer(raw, res, target, gateway);
  } catch (error) {
    const known = error instanceof Refusal;
    if (!known) gateway.log.warn({ err: error }, 'the status of an approval was not told');
    if (res.headersSent || res.destroyed) {
      res.destroy();
      return;
    }
    const refusal = known
      ? error
      : new Refusal('internal-error', 'The gateway failed; see its log.');
    gateway.metrics.refused(refusal.code);
    const asProxy = !target.startsWith('/');
    sendProblem(res, describeProblem(refusal, randomUUIDv7(), asProxy), !raw.complete);
  }
}

async function answer(
  raw: IncomingMessage,
  res: ServerResponse,
  target: string,
  gateway: Gateway,
): Promise<void> {
  const { config, identifier } = gateway.snapshot;
  const headers = readHeaders(raw.rawHeaders, config.limits);
  const { path } = readTarget(target, config.limits.targetBytes);
  const identity = await identifier.identify(headers);
  if (!path.startsWith(STATUS_PATH)) throw new Refusal('not-found', 'There is nothing here.');
  const id = path.slice(STATUS_PATH.length);
  if (raw.method === 'DELETE') {
    sendJson(res, await gateway.approvals.withdraw(id, identity));
  } else if (raw.method !== 'GET') {
    throw new Refusal('method-unsupported', 'Ask by GET, or withdraw by DELETE.');
  } else if (/\btext\/event-stream\b/.test(headers.others.get('accept')?.join() ?? '')) {
    await follow(res, id, identity, gateway);
  } else {
    sendJson(res, gateway.approvals.status(id, identity));
  }
}

/** Tells the state now and at each change, until nothing more can come of it. */
async function follow(
  res: ServerResponse,
  id: string,
  identity: Identity,
  gateway: Gateway,
): Promise<void> {
  const { approvals } = gateway;
  let last = '';
  await sendEvents(res, gateway, (changed) => {
    if (changed?.id !== undefined && changed.id !== id) return { events: [], over: false };
    const status = approvals.status(id, identity);
    const data = JSON.stringify(status);
    const events = data === last ? [] : [{ event: 'approval', data }];
    last = data;
    return { events, over: !OPEN.has(status.state) };
  });
}

function sendJson(res: ServerResponse, value: object): void {
  const body = JSON.stringify(value);
  res.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
  });
  res.end(body);
}
