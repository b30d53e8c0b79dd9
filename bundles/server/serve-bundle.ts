/**
 * OPA's bundle API (https://www.openpolicyagent.org/docs/management-bundles#bundle-service-api):
 * ETag and If-None-Match, and long polling by `Prefer: wait`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ACCEPTED, EARLY } from '../early.ts';
import { ServerRefusal } from './problems.ts';
import { matches, prefers, readWait } from './read-conditions.ts';
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
  /**
   * Hands what may become the channel's to those who wait for it and take it early, but for its last
   * byte (see early.ts): so that they make it ready while it is judged. `wake` or `withdraw` must follow.
   */
  handOn(channel: string, next: Blob): void;
  /** What was handed on is not to be: those who have it are cut off, and ask again. */
  withdraw(channel: string): void;
  /** Tells all who wait for the channel what it has now, which is what was handed on if anything was. */
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

/** A bundle's bytes, and their digest. */
export interface Blob {
  digest: string;
  bytes: Buffer;
}

interface Waiter {
  res: ServerResponse;
  timer: NodeJS.Timeout;
  early: boolean;
}

/** `current` gives what a channel has; `served` is told of every answer to a GET. */
export function createBundleService(
  current: (channel: string) => Current | undefined,
  limits: WaitLimits,
  served: (channel: string, status: 200 | 304) => void,
): BundleService {
  const channels = new Map<string, Set<Waiter>>();
  const verdicts = new Map<string, PromiseWithResolvers<void>>();
  let count = 0;
  let closed = false;

  const sendBundle = (res: ServerResponse, channel: string, longPoll: boolean): void => {
    const now = current(channel)!;
    res.writeHead(200, {
      ...headersOf(now.entry, longPoll),
      'Content-Length': String(now.bytes.length),
    });
    if (res.req.method === 'HEAD') return void res.end();
    sendBytes(res, now.bytes);
    served(channel, 200);
  };

  const sendEarly = (
    res: ServerResponse,
    channel: string,
    next: Blob,
    verdict: Promise<void>,
  ): void => {
    res.writeHead(200, {
      ...headersOf(next, true),
      'Content-Length': String(next.bytes.length + ACCEPTED.length),
      'Preference-Applied': EARLY,
    });
    sendBytes(res, next.bytes, { verdict });
    verdict.then(
      () => served(channel, 200),
      () => undefined,
    );
  };

  /** RFC 9110 section 15.4.5. The type is for OPA, which takes it for the sign of long polling here too. */
  const sendUnchanged = (res: ServerResponse, channel: string, longPoll: boolean): void => {
    res.writeHead(304, headersOf(current(channel)!.entry, longPoll)).end();
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
      early: prefers(res.req.headers['prefer'], EARLY),
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

  /** Calls `send` for those of the channel's waiting clients who are still there, in turns with other work. */
  const release = (
    channel: string,
    waiters: readonly Waiter[],
    send: (res: ServerResponse) => void,
    goesOn: () => boolean = () => true,
  ): void => {
    const next = (from: number): void => {
      if (!goesOn()) return;
      for (const waiter of waiters.slice(from, from + BATCH)) {
        // It may have left, or its wait have ended, since the batch before.
        if (channels.get(channel)?.has(waiter) !== true) continue;
        leave(channel, waiter);
        send(waiter.res);
      }
      if (from + BATCH < waiters.length) setImmediate(next, from + BATCH);
    };
    next(0);
  };

  const takeVerdict = (channel: string): PromiseWithResolvers<void> | undefined => {
    const verdict = verdicts.get(channel);
    verdicts.delete(channel);
    return verdict;
  };

  return {
    answer(req, res, channel) {
      const now = current(channel);
      if (now === undefined) {
        throw new ServerRefusal('no-bundle', 'Nothing has been published to this channel yet.');
      }
      const wait = readWait(req.headers['prefer'], limits.maxWait);
      if (!matches(req.headers['if-none-match'], etagOf(now.entry)))
        sendBundle(res, channel, wait > 0);
      else if (wait === 0 || req.method === 'HEAD' || closed) {
        sendUnchanged(res, channel, wait > 0);
      } else hold(res, channel, wait);
    },
    handOn(channel, next) {
      const verdict = Promise.withResolvers<void>();
      verdict.promise.catch(() => undefined);
      verdicts.set(channel, verdict);
      const waiters = [...(channels.get(channel) ?? [])].filter(({ early }) => early);
      release(
        channel,
        waiters,
        (res) => sendEarly(res, channel, next, verdict.promise),
        () => verdicts.get(channel) === verdict,
      );
    },
    withdraw(channel) {
      takeVerdict(channel)?.reject(new Error('the bundle was not accepted'));
    },
    wake(channel) {
      takeVerdict(channel)?.resolve();
      const waiters = [...(channels.get(channel) ?? [])];
      release(channel, waiters, (res) => sendBundle(res, channel, true));
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

function etagOf({ digest }: { digest: string }): string {
  return `"${digest.replace(':', '-')}"`;
}

function headersOf(bundle: { digest: string }, longPoll: boolean): Record<string, string> {
  return {
    ETag: etagOf(bundle),
    'Content-Type': longPoll ? LONG_POLL_TYPE : 'application/gzip',
    // A cache must ask again each time, and must not give one client's long poll to another.
    'Cache-Control': 'private, no-cache',
    Vary: 'Prefer, Authorization',
  };
}
