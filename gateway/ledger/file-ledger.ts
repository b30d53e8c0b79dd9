/** The ledger: what the gateway is about to do and what it did, on disk before anyone sees the effect. */
import { Refusal } from '../errors.ts';
import type { EntryType, RefusalData } from '../types.ts';
import { CommitQueue, type Failure, type Waiting } from './commit-queue.ts';
import type { Ledger, LedgerOptions, LedgerStatus } from './contract.ts';
import { serialiseEntry, type EntryData, type Unchained } from './entry.ts';
import { IntentBook } from './intent-book.ts';
import { RefusalCounter } from './refusal-counter.ts';
import type { SegmentWriter } from './segment-writer.ts';

type Options = LedgerOptions & Required<Pick<LedgerOptions, 'now' | 'log'>>;

/** The ledger in files; opened by `openLedger`. */
export class FileLedger implements Ledger {
  readonly #options: Options;
  readonly #writer: SegmentWriter;
  readonly #unlock: () => void;
  readonly #book = new IntentBook();
  readonly #queue: CommitQueue;
  readonly #refusals: RefusalCounter;
  #started = false;
  #closing: Promise<void> | undefined;

  constructor(options: Options, writer: SegmentWriter, unlock: () => void) {
    const { now, log } = options;
    this.#options = options;
    this.#writer = writer;
    this.#unlock = unlock;
    this.#queue = new CommitQueue({
      writer,
      now,
      tell: (failure) => this.#tellFailure(failure),
      report: (failure, error) =>
        log(
          error
            ? { event: 'ledger-failed', file: writer.path, failure: { ...failure }, error }
            : { event: 'ledger-restored', file: writer.path, failure: { ...failure } },
        ),
    });
    this.#refusals = new RefusalCounter(options.refusalsPerSecond, now, {
      one: (data) => this.#append('refusal', data),
      many: (data) => this.#append('refusals', data),
    });
  }

  append<T extends EntryType>(type: T, data: EntryData[T]): Promise<void> {
    if (this.#closing)
      return Promise.reject(new Refusal('ledger-unavailable', 'The ledger is closed'));
    return this.#append(type, data);
  }

  countRefusal(data: RefusalData): void {
    if (!this.#closing) this.#refusals.count(data);
  }

  retry(): Promise<boolean> {
    return this.#closing ? Promise.resolve(false) : this.#queue.retry();
  }

  status(): LedgerStatus {
    const { failure, lag } = this.#queue;
    const status = { writable: !failure && !this.#closing, lag, seq: this.#writer.head.seq };
    return failure ? { ...status, error: failure.error, since: failure.since } : status;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // A failing disk gets one more chance before the last entries.
    await this.#queue.retry();
    await this.#refusals.flush();
    if (this.#started)
      await this.#append('stop', { gateway: this.#options.gateway }).catch(() => undefined);
    await this.#queue.close();
    const count = this.#refusals.end();
    if (count > 0) this.#options.log({ event: 'ledger-refusals-lost', count });
    this.#unlock();
  }

  #append<T extends EntryType>(type: T, data: EntryData[T]): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = serialiseEntry(this.#options.now(), type, data);
      const id = type === 'intent' || type === 'outcome' ? (data as { id: string }).id : undefined;
      this.#book.admit(type, id);
      if (type === 'start' || type === 'stop') this.#started = type === 'start';
      this.#queue.add({
        ...entry,
        settle: (error) => {
          this.#book.settle(type, id, error === undefined);
          if (error) reject(error);
          else resolve();
        },
      });
    });
  }

  #tellFailure({ since, error, rejected }: Failure): { gap: Unchained; closing: Waiting[] } {
    const { now } = this.#options;
    const closing = this.#book.takeLost().map((id): Waiting => {
      const settle = (error?: Refusal) => this.#book.settle('outcome', id, error === undefined);
      return Object.assign(interruptedOutcome(now(), id), { own: true as const, settle });
    });
    return { gap: serialiseEntry(now(), 'gap', { from: since, error, rejected }), closing };
  }
}

/** The outcome of an intent whose own outcome is not known. */
export function interruptedOutcome(now: Date, id: string): Unchained {
  const unknown = { status: 0, masks: [], bytes: 0, duration_ms: 0 };
  return serialiseEntry(now, 'outcome', { id, ...unknown, error: 'interrupted' });
}
