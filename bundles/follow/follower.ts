import { setTimeout as sleep } from 'node:timers/promises';
import { Pauses } from '../../gateway/pauses.ts';
import { isRefusal, toRefusal, type BundleRefusal } from '../refusals.ts';
import type { CheckedBundle } from '../verify.ts';
import { fetchBundle, type FetchedBundle } from './fetch-bundle.ts';
import {
  keepLastGood,
  keepLastSeen,
  readLastGood,
  readLastSeen,
  type LastSeen,
} from './last-good.ts';

/** How a channel is followed; times in milliseconds. `P` is what a bundle is made into before it is activated. */
export interface FollowOptions<P extends CheckedBundle> {
  url: string;
  /** Reads the bearer token for the server. */
  token?: () => string;
  /** How long the server may hold a request. */
  wait: number;
  /** How long to wait before the next request to a server that does not hold them. */
  poll: number;
  /** Where the last good bundle is kept. */
  dir: string;
  /**
   * Verifies a bundle's bytes, whoever signed it and as one that comes after `last` (see
   * `verifyBundle`), and makes it ready beside what is active. Throws BundleRefusal or SetupError
   * where it must not be taken; anything else that is thrown says nothing of the bundle, which is
   * then tried again.
   */
  prepare: (bytes: Buffer, last: LastSeen | undefined) => Promise<P>;
  /** Makes it active, and throws as `prepare` does; the one before then stays. */
  activate: (prepared: P) => Promise<void>;
  /** Told of one that was made ready in vain: it is what is active, or was not accepted. */
  discard?: (prepared: P) => Promise<void>;
  /** Told of each bundle that is not taken. */
  refused: (refusal: BundleRefusal) => Promise<void>;
  log: (level: 'info' | 'warn', facts: object, message: string) => void;
}

/** How the following goes, for readiness, metrics and status. */
export interface FollowState {
  /** When the server last answered, milliseconds since the epoch. */
  contactAt?: number;
  activatedAt?: number;
  /** Why the last bundle was not taken; absent once one is. */
  refusal?: { code: string; detail: string };
  /** Why the server was not reached; absent while it is. */
  fault?: string;
}

/** Something that follows a channel. */
export interface Follower {
  state(): FollowState;
  /** Ends the following; resolves when nothing is under way. */
  close(): Promise<void>;
}

/** A bundle from the server, or the one that was kept. */
type Taken = Omit<FetchedBundle, 'kind'>;

/** Milliseconds before a server that was not reached is asked again. */
const RETRY = { first: 500, last: 60_000 };
/** An answer that comes sooner was not held: the server does not know long polling. */
const HELD = 1000;

/**
 * Follows a channel of a bundle server, or a file of any web server. The last good bundle, if there
 * is one, is activated before this resolves; the rest happens behind.
 */
export async function follow<P extends CheckedBundle>(
  options: FollowOptions<P>,
): Promise<Follower> {
  const { url, dir, log } = options;
  const abort = new AbortController();
  const state: FollowState = {};
  let last = await readLastSeen(dir);
  let active: string | undefined;
  let etag: string | undefined;

  /** Throws what `accepted` does rather than a refusal: what was not accepted has never been. */
  async function prepareAccepted({ bytes, accepted }: Taken): Promise<P> {
    const [told, found] = await Promise.allSettled([accepted, options.prepare(bytes, last)]);
    if (told.status === 'rejected') {
      if (found.status === 'fulfilled') await options.discard?.(found.value);
      throw told.reason;
    }
    if (found.status === 'rejected') throw found.reason;
    return found.value;
  }

  async function take(bundle: Taken, isNew: boolean): Promise<void> {
    const { bytes, etag: tag } = bundle;
    const found = await prepareAccepted(bundle);
    const { digest } = found;
    const seen = { sequence: found.metadata.sequence, digest };
    // First, so that no older one can be taken once this one has decided, whatever fails then.
    if (isNew) await keepLastSeen(dir, { ...seen, ...(tag !== undefined && { etag: tag }) });
    last = seen;
    if (digest !== active) await options.activate(found);
    else await options.discard?.(found);
    active = digest;
    state.activatedAt = Date.now();
    delete state.refusal;
    if (isNew) await keepLastGood(dir, bytes);
  }

  async function tryToTake(bundle: Taken, isNew: boolean): Promise<void> {
    try {
      await take(bundle, isNew);
    } catch (error) {
      // Anything else, such as a full disk, says nothing of the bundle: it is tried again.
      if (!isRefusal(error)) throw error;
      const refusal = toRefusal(error);
      state.refusal = { code: refusal.code, detail: refusal.detail };
      log('warn', { url, ...state.refusal }, 'bundle refused');
      await options.refused(refusal);
    }
    // Also of a refused one: it is not asked for again until there is another.
    etag = bundle.etag;
  }

  async function ask(): Promise<void> {
    const started = Date.now();
    const token = options.token?.();
    const fetched = await fetchBundle({
      url,
      etag,
      wait: options.wait,
      signal: abort.signal,
      ...(token !== undefined && { token }),
    });
    state.contactAt = Date.now();
    delete state.fault;
    if (fetched.kind === 'bundle') await tryToTake(fetched, true);
    const wasHeld = Date.now() - started >= HELD;
    const changes = fetched.kind === 'bundle' && fetched.etag !== undefined;
    if (!changes && !wasHeld) await sleep(options.poll, undefined, { signal: abort.signal });
  }

  async function run(): Promise<void> {
    const pauses = new Pauses(RETRY);
    while (!abort.signal.aborted) {
      try {
        await ask();
        pauses.reset();
      } catch (error) {
        if (abort.signal.aborted) return;
        const fault = describe(error);
        if (state.fault === undefined) log('warn', { url, fault }, 'bundle server not reached');
        state.fault = fault;
        await sleep(pauses.next(), undefined, { signal: abort.signal }).catch(() => undefined);
      }
    }
  }

  const kept = await readLastGood(dir);
  if (kept) {
    const bundle = { ...kept, etag: kept.etag, accepted: Promise.resolve() };
    await tryToTake(bundle, false).catch((error: unknown) => {
      log('warn', { fault: describe(error) }, 'the last good bundle was not activated');
    });
  }
  const running = run();
  return {
    state: () => state,
    close: async () => {
      abort.abort();
      await running;
    },
  };
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
