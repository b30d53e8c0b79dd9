/** What the ledger says of requests, found again: searched, counted, followed live. Beside the requests, never in their way. */
import type { ActivityRow } from '../admin/contract.ts';
import type { KeyEncryption } from '../ledger/seal/key-encryption.ts';
import type { QuestionName, Questions } from './messages.ts';
import { IndexThread } from './thread.ts';

/** Milliseconds between two words to the thread on what is durable; and before the first, so that a start has the machine for itself. */
const TELL_EVERY = 100;
const BEGIN_AFTER = 2000;

/** What the index needs of the gateway. */
export interface ActivityOptions {
  /** Directory of the ledger. */
  dir: string;
  /** File of the index. */
  file: string;
  keys: readonly KeyEncryption[];
  /** Reasons of denials that are not the policy's own. */
  faults: readonly string[];
  /** Number of the last durable entry. */
  durable: () => number;
  log: (error: Error) => void;
}

/** How the index goes. */
export interface ActivityState {
  state: 'ok' | 'behind' | 'failing';
  /** Entries that it has yet to read. */
  behind: number;
  error?: string;
}

/** Told of rows that have changed; of undefined where there were too many. */
export type RowListener = (rows: ActivityRow[] | undefined) => void;

/** The index, as the admin listener asks it. */
export class Activity {
  readonly #options: ActivityOptions;
  readonly #thread: IndexThread;
  readonly #listeners = new Set<RowListener>();
  readonly #beginning: NodeJS.Timeout;
  #telling: NodeJS.Timeout | undefined;

  constructor(options: ActivityOptions) {
    const { dir, file, keys, faults, durable } = options;
    this.#options = options;
    this.#thread = new IndexThread({
      setup: { dir, file, keks: keys.map(({ id }) => id), faults },
      keys,
      durable,
      rows: (rows) => {
        for (const listener of this.#listeners) listener(rows);
      },
      failed: options.log,
    });
    this.#beginning = setTimeout(() => this.#thread.start(), BEGIN_AFTER).unref();
  }

  /** More is durable: a thread that somebody asked for before its time is told too. Costs a comparison; never waits, never throws. */
  wake(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#thread.reach();
    }, TELL_EVERY).unref();
  }

  /** See `IndexThread.ask`. */
  ask<N extends QuestionName>(name: N, ask: Questions[N]['ask']): Promise<Questions[N]['answer']> {
    return this.#thread.ask(name, ask);
  }

  /** Tells of rows as they become durable; gives what ends it. */
  subscribe(listener: RowListener): () => void {
    this.#listeners.add(listener);
    this.#thread.start();
    if (this.#listeners.size === 1) this.#thread.watch(true);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#thread.watch(false);
    };
  }

  state(): ActivityState {
    const { next = 0, error } = this.#thread.state ?? {};
    const behind = Math.max(0, this.#options.durable() + 1 - next);
    if (error !== undefined) return { state: 'failing', behind, error };
    return { state: behind === 0 ? 'ok' : 'behind', behind };
  }

  async close(): Promise<void> {
    clearTimeout(this.#beginning);
    clearTimeout(this.#telling);
    await this.#thread.close();
  }
}
