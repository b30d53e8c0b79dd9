/** Server-sent events, to a reader that may be slow, leave, or never. */
import type { ServerResponse } from 'node:http';
import type { Gateway } from './exchange.ts';

/** What is sent at once, and whether it is the last. */
export interface EventBatch {
  events: { event: string; data: string }[];
  over: boolean;
}

/** How often a comment is sent, so that what stands between does not take the silence for an end; milliseconds. */
const HEARTBEAT = 15_000;
/** Bytes that a reader may be behind; then it is cut, and asks anew. */
const MAX_BEHIND = 1_048_576;

/**
 * Answers with server-sent events: what is sent from the beginning on, until it is over, the gateway ends, or the reader
 * leaves or is too far behind. `begin` gets what sends, and gives what ends its part.
 */
export async function streamEvents(
  res: ServerResponse,
  gateway: Pick<Gateway, 'draining'>,
  begin: (send: (batch: EventBatch) => void) => () => void,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Headers that a hook has set on the framework's answer stand.
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  res.flushHeaders();
  const end = begin(({ events, over }) => {
    for (const { event, data } of events) res.write(`event: ${event}\ndata: ${data}\n\n`);
    if (over || gateway.draining || res.writableLength > MAX_BEHIND) resolve();
  });
  const heartbeat = setInterval(() => {
    res.write(': still here\n\n');
    if (gateway.draining) resolve();
  }, HEARTBEAT);
  res.once('close', resolve);
  try {
    await promise;
  } finally {
    end();
    clearInterval(heartbeat);
    // Who is behind would have to take all of that first.
    if (res.writableLength > MAX_BEHIND) res.destroy();
    else res.end();
  }
}
