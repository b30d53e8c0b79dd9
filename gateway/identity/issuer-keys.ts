import { Refusal } from '../errors.ts';
import type { IssuerConfig } from '../types.ts';
import type { KeySet } from './key-set.ts';
import { chooseKeySource, type KeySource } from './key-source.ts';

/** What happened to an issuer's keys, for the operator's log. It never holds anything of a token. */
export type IdentityEvent =
  | { event: 'keys-loaded'; issuer: string; keys: number; ignored: string[] }
  | { event: 'keys-failed'; issuer: string; fault: string };

/** State of an issuer's keys, for readiness and metrics. */
export interface IssuerState {
  issuer: string;
  /** Whether there are keys within their age limit. */
  ready: boolean;
  /** Number of usable keys, whatever their age. */
  keys: number;
  /** Age of the keys in milliseconds; absent if none were ever loaded. */
  age?: number;
  /** Why the last load failed; absent if it did not. */
  fault?: string;
}

/** How often it is checked whether a load is due. */
const TICK_MS = 500;

/**
 * The keys of one issuer, loaded at once and renewed in the background. While the issuer is down the
 * last keys serve until their age limit. Requests wait for a load only if there are no keys, or
 * for a `kid` that is unknown.
 */
export class IssuerKeys {
  readonly #config: IssuerConfig;
  readonly #source: KeySource;
  readonly #now: () => number;
  readonly #log: (event: IdentityEvent) => void;
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #keys: KeySet | undefined;
  #fault: string | undefined;
  #pending: Promise<void> | undefined;
  #loadedAt = -Infinity;
  #attemptedAt = -Infinity;
  #renewedAt = -Infinity;

  constructor(config: IssuerConfig, now: () => number, log: (event: IdentityEvent) => void) {
    this.#config = config;
    this.#source = chooseKeySource(config);
    this.#now = now;
    this.#log = log;
    this.#timer = setInterval(() => void this.#loadIfDue(), TICK_MS).unref();
    void this.#load();
  }

  /** The keys, or undefined if there are none within their age limit. */
  fresh(): KeySet | undefined {
    return this.#since(this.#loadedAt) < this.#config.keysMaxAge ? this.#keys : undefined;
  }

  /** The keys. Refusal `keys-unavailable` if there are none within their age limit. */
  async obtain(): Promise<KeySet> {
    if (this.fresh() === undefined) await this.#loadIfDue();
    const keys = this.fresh();
    if (keys === undefined) throw this.#unavailable();
    return keys;
  }

  /**
   * The keys after another look at the source, for a token whose key is not among them. One look
   * in a cooldown serves all: tokens with made-up key ids must not hammer the issuer. Refusal
   * `keys-unavailable` if the source cannot be asked, for then the key may well exist.
   */
  async renew(): Promise<KeySet> {
    if (this.#pending === undefined && this.#since(this.#renewedAt) >= this.#source.cooldown) {
      this.#renewedAt = this.#now();
      void this.#load();
    }
    await this.#pending;
    if (this.#fault !== undefined) throw this.#unavailable();
    return this.obtain();
  }

  state(): IssuerState {
    return {
      issuer: this.#config.issuer,
      ready: (this.fresh()?.size ?? 0) > 0,
      keys: this.#keys?.size ?? 0,
      ...(this.#keys !== undefined && { age: this.#now() - this.#loadedAt }),
      ...(this.#fault !== undefined && { fault: this.#fault }),
    };
  }

  /** Ends the renewal and aborts a load under way. */
  close(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
  }

  async #loadIfDue(): Promise<void> {
    const wait = this.#fault === undefined ? this.#source.interval : this.#source.cooldown;
    if (this.#since(this.#attemptedAt) >= wait) void this.#load();
    await this.#pending;
  }

  /** Starts a load, or joins the one under way. Never rejects. */
  #load(): Promise<void> {
    this.#pending ??= this.#attempt().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #attempt(): Promise<void> {
    // Keys are as old as the question for them, not as the answer.
    const startedAt = this.#now();
    this.#attemptedAt = startedAt;
    try {
      const loaded = await this.#source.load(this.#closing.signal);
      this.#loadedAt = startedAt;
      this.#fault = undefined;
      if (loaded !== undefined) this.#replace(loaded);
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  /** An equal set keeps the old object, and with it the tokens that were verified. */
  #replace(loaded: KeySet): void {
    if (loaded.text === this.#keys?.text) return;
    this.#keys = loaded;
    const { size: keys, ignored } = loaded;
    this.#log({ event: 'keys-loaded', issuer: this.#config.issuer, keys, ignored });
  }

  #fail(fault: string): void {
    const isNews = fault !== this.#fault && !this.#closing.signal.aborted;
    this.#fault = fault;
    if (isNews) this.#log({ event: 'keys-failed', issuer: this.#config.issuer, fault });
  }

  /** Milliseconds since a moment. A clock that was set back makes everything due and every key too old. */
  #since(moment: number): number {
    const elapsed = this.#now() - moment;
    return elapsed < 0 ? Infinity : elapsed;
  }

  #unavailable(): Refusal {
    return new Refusal(
      'keys-unavailable',
      'The keys of the issuer cannot be fetched now; send the request again later.',
      { retryAfter: Math.ceil(this.#source.cooldown / 1000) },
    );
  }
}
