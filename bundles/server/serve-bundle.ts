/**
 * OPA's bundle API (https://www.openpolicyagent.org/docs/management-bundles#bundle-service-api):
 * ETag and If-None-Match, and long polling by `Prefer: wait`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServerRefusal } from './problems.ts';
import { matches, readWait } from './read-conditions.ts';
import { sendBytes } from './send-bytes.ts';
import type { Current } from './store.ts';

/** OPA goes on with long polling only if the answer has exactly this type. */
const LONG_POLL_TYPE = 'application/vnd.openpolicyagent.bundles';

/** Woken clients that are answered before other work has its turn. */
const BATCH = 64;

/** Answers the clients of all channels. */
export interface BundleService {
  /** Answers now, or when the channel changes, or when the wait is over. */
  answer(req: IncomingMessage, res: ServerResponse, channel: string): void;
  /** Tells all who wait for the channel what it has now. */
  wake(channel: string): void;
  /** How many wait, for a channel or for any. */
  waiting(channel?: string): number;
  /** Ends every wait: the clients come again. */
  close(): void;
}

/** Milliseconds and numbers of clients. */
export interface WaitLimits {
  maxWait: number;
  maxWaiting: number;
}

interface Waiter {
  res: ServerResponse;
  timer: NodeJS.Timeout;
}

/** `current` gives what a channel has; `served` is told of every answer to a GET. */
export function createBundleService(
  current: (channel: string) => Current | undefined,
  limits: WaitLimits,
  served: (channel: string, status: 200 | 304) => void,
): BundleService {
  const channels = new Map<string, Set<Waiter>>();
  let count = 0;
  let closed = false;

  const sendBundle = (res: ServerResponse, channel: string, longPoll: boolean): void => {
    const now = current(channel)!;
    res.writeHead(200, {
      ...headersOf(now, longPoll),
      'Content-Length': String(now.bytes.length),
    });
    if (res.req.method === 'HEAD') return void res.end();
    sendBytes(res, now.bytes);
    served(channel, 200);
  };

  /** RFC 9110 section 15.4.5. The type is for OPA, which takes it for the sign of long polling here too. */
  const sendUnchanged = (res: ServerResponse, channel: string, longPoll: boolean): void => {
    res.writeHead(304, headersOf(current(channel)!, longPoll)).end();
    if (res.req.method !== 'HEAD') served(channel, 304);
  };

  const leave = (channel: string, waiter: Waiter): void => {
    clearTimeout(waiter.timer);
    if (channels.get(channel)?.delete(waiter) === true) count -= 1;
  };

  const hold = (res: ServerResponse, channel: string, wait: number): void => {
    if (count >= limits.maxWaiting) {
      const detail = `${limits.maxWaiting} clients wait already; try again later.`;
      throw new ServerRefusal('too-many-waiting', detail, { retryAfter: 10 });
    }
    const waiter: Waiter = {
      res,
      timer: setTimeout(() => {
        leave(channel, waiter);
        sendUnchanged(res, channel, true);
      }, wait),
    };
    const waiters = channels.get(channel) ?? new Set();
    channels.set(channel, waiters.add(waiter));
    count += 1;
    res.once('close', () => leave(channel, waiter));
  };

  return {
    answer(req, res, channel) {
      const now = current(channel);
      if (now === undefined) {
        throw new ServerRefusal('no-bundle', 'Nothing has been published to this channel yet.');
      }
      const wait = readWait(req.headers['prefer'], limits.maxWait);
      if (!matches(req.headers['if-none-match'], etagOf(now))) sendBundle(res, channel, wait > 0);
      else if (wait === 0 || req.method === 'HEAD' || closed) {
        sendUnchanged(res, channel, wait > 0);
      } else hold(res, channel, wait);
    },
    wake(channel) {
      const waiters = [...(channels.get(channel) ?? [])];
      const next = (from: number): void => {
        for (const waiter of waiters.slice(from, from + BATCH)) {
          // It may have left, or its wait have ended, since the batch before.
          if (channels.get(channel)?.has(waiter) !== true) continue;
          leave(channel, waiter);
          sendBundle(waiter.res, channel, true);
        }
        if (from + BATCH < waiters.length) setImmediate(next, from + BATCH);
      };
      next(0);
    },
    waiting: (channel) => (channel === undefined ? count : (channels.get(channel)?.size ?? 0)),
    close() {
      closed = true;
      for (const [channel, waiters] of channels) {
        for (const waiter of waiters) {
          leave(channel, waiter);
          waiter.res.setHeader('Connection', 'close');
          sendUnchanged(waiter.res, channel, true);
        }
      }
    },
  };
}

function etagOf({ entry }: Current): string {
  return `"${entry.digest.replace(':', '-')}"`;
}

function headersOf(current: Current, longPoll: boolean): Record<string, string> {
  return {
    ETag: etagOf(current),
    'Content-Type': longPoll ? LONG_POLL_TYPE : 'application/gzip',
    // A cache must ask again each time, and must not give one client's long poll to another.
    'Cache-Control': 'private, no-cache',
    Vary: 'Prefer, Authorization',
  };
}
