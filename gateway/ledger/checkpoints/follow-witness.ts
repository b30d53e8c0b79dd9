/** Brings one witness up to date, one request at a time, for as long as it takes. */
import { Pauses, type PauseLimits } from '../../pauses.ts';
import type { HashReader } from '../tree/proofs.ts';
import { askWitness, SplitViewError, type Offer, type WitnessAddress } from './ask-witness.ts';

/** Milliseconds before a failed try is repeated. */
const RETRY = { first: 1000, last: 60_000 };

/** State of one witness, for metrics. */
export interface WitnessStatus {
  name: string;
  /** Size of the newest checkpoint that it cosigned for us; -1 before the first. */
  size: number;
  /** When it did, in seconds since 1970. */
  time?: number;
  /** What the last try failed with. */
  error?: string;
  /** It knows another history of this ledger than ours: somebody cut or rewrote ours, or writes a second one. */
  split: boolean;
}

/** What the operator is told: once when it begins, and once when it is over. */
export type WitnessClientEvent =
  | { event: 'witness-unreachable'; witness: string; error: string }
  | { event: 'witness-reached'; witness: string }
  | { event: 'witness-split-view'; witness: string; size: number; detail: string };

/** What following a witness needs of the ledger. */
export interface FollowOptions {
  /** Reads hashes of the ledger's tree of that size. */
  hashes: (size: number) => HashReader;
  /** Takes signature lines for the checkpoint of that size. */
  deliver: (size: number, lines: readonly string[]) => Promise<void>;
  report: (event: WitnessClientEvent) => void;
  /** Before a failed try is repeated. */
  retry?: PauseLimits;
}

/** What keeps one witness up to date. */
export class WitnessFollower {
  readonly #witness: WitnessAddress;
  readonly #options: FollowOptions;
  readonly #ending = new AbortController();
  readonly status: WitnessStatus;
  #newest: Offer | undefined;
  #running: Promise<void> | undefined;
  /** Size of the checkpoint that the witness cosigned last, as far as we know. */
  #known = 0;

  constructor(witness: WitnessAddress, options: FollowOptions) {
    this.#witness = witness;
    this.#options = options;
    this.status = { name: witness.key.name, size: -1, split: false };
  }

  /** Takes the newest checkpoint; returns at once. */
  offer(checkpoint: Offer): void {
    this.#newest = checkpoint;
    if (!this.#ending.signal.aborted) this.#running ??= this.#run();
  }

  /** Ends all tries. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const pauses = new Pauses(this.#options.retry ?? RETRY);
    while (this.#newest && !this.#ending.signal.aborted) {
      const offer = this.#newest;
      try {
        await this.#submit(offer);
        this.#succeed();
        pauses.reset();
        if (this.#newest === offer) this.#newest = undefined;
      } catch (error) {
        if (this.#ending.signal.aborted) break;
        this.#fail(error as Error, offer);
        await sleep(pauses.next(), this.#ending.signal);
      }
    }
    this.#running = undefined;
  }

  async #submit(offer: Offer): Promise<void> {
    if (await this.#ask(offer)) return;
    const known = this.#known;
    if (known > offer.size)
      throw new SplitViewError(`it cosigned ${known} entries, and this ledger has ${offer.size}`);
    // Once more, now that the witness has said how far it is.
    if (await this.#ask(offer)) return;
    if (known === offer.size)
      throw new SplitViewError(`it cosigned another root for ${known} entries`);
    throw new Error('the witness cosigned another checkpoint meanwhile');
  }

  /** Whether the checkpoint is cosigned; else `#known` says how far the witness is. */
  async #ask(offer: Offer): Promise<boolean> {
    const old = Math.min(this.#known, offer.size);
    const hashes = this.#options.hashes(offer.size);
    const answer = await askWitness(this.#witness, offer, old, hashes, this.#ending.signal);
    if ('known' in answer) {
      this.#known = answer.known;
      return false;
    }
    await this.#options.deliver(offer.size, [answer.line]);
    this.#known = offer.size;
    this.status.size = offer.size;
    this.status.time = answer.time;
    return true;
  }

  #succeed(): void {
    if (this.status.error !== undefined)
      this.#options.report({ event: 'witness-reached', witness: this.status.name });
    delete this.status.error;
    this.status.split = false;
  }

  #fail(error: Error, { size }: Offer): void {
    const { message, cause } = error;
    const detail = cause instanceof Error ? `${message}: ${cause.message}` : message;
    const { name: witness, error: before, split } = this.status;
    this.status.error = detail;
    if (error instanceof SplitViewError) {
      this.status.split = true;
      if (!split) this.#options.report({ event: 'witness-split-view', witness, size, detail });
    } else if (before === undefined) {
      this.#options.report({ event: 'witness-unreachable', witness, error: detail });
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    timer.unref();
    signal.addEventListener('abort', end);
  });
}
