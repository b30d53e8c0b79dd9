import type { ServerResponse } from 'node:http';
import type { ApprovalChange } from './approval/approvals.ts';
import { Refusal } from './errors.ts';
import type { Gateway } from './exchange.ts';

/** What is sent after a change, and whether it is the last. */
export interface EventBatch {
  events: { event: string; data: string }[];
  over: boolean;
}

/** How often a comment is sent, so that what stands between does not take the silence for an end; milliseconds. */
const HEARTBEAT = 15_000;
/** Bytes that a reader may be behind; then it is cut, and asks anew. */
const MAX_BEHIND = 1_048_576;

const following = new WeakMap<Gateway, number>();

/**
 * Answers with server-sent events: what `look` gives at once, and after each change of an approval,
 * until it says that it is over or the reader leaves. `look` throws before anything is sent, or the
 * connection is cut.
 *
 * Throws a Refusal `approvals-unavailable` where as many follow already as may be held.
 */
export async function sendEvents(
  res: ServerResponse,
  gateway: Gateway,
  look: (change?: ApprovalChange) => EventBatch,
): Promise<void> {
  const count = following.get(gateway) ?? 0;
  if (count >= gateway.snapshot.config.approvals.maxHeld) {
    throw new Refusal(
      'approvals-unavailable',
      'Too many follow approvals now; ask without events.',
    );
  }
  const first = look();
  following.set(gateway, count + 1);
  const { promise, resolve } = Promise.withResolvers<void>();
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const send = ({ events, over }: EventBatch): void => {
    for (const { event, data } of events) res.write(`event: ${event}\ndata: ${data}\n\n`);
    if (over || gateway.draining || res.writableLength > MAX_BEHIND) resolve();
  };
  const unsubscribe = gateway.approvals.subscribe((change) => {
    try {
      send(look(change));
    } catch {
      resolve();
    }
  });
  const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT);
  res.once('close', resolve);
  send(first);
  try {
    await promise;
  } finally {
    unsubscribe();
    clearInterval(heartbeat);
    following.set(gateway, following.get(gateway)! - 1);
    res.end();
  }
}
