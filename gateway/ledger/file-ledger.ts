/** The ledger: what the gateway is about to do and what it did, on disk before anyone sees the effect. */
import { Refusal } from '../errors.ts';
import type { EntryType, ErasureData, HoldData, RefusalData } from '../types.ts';
import type { Checkpointer } from './checkpoints/checkpointer.ts';
import type { Clock } from './clock.ts';
import { CommitQueue, type Waiting } from './commit-queue.ts';
import type { Attachments, Ledger, LedgerHead, LedgerOptions, LedgerStatus } from './contract.ts';
import type { Failure } from './disk-failure.ts';
import { serialiseEntry, type EntryData, type Unchained } from './entry.ts';
import { IntentBook, type OpenIntent } from './intent-book.ts';
import { interruptedOutcome } from './interrupted.ts';
import { KeyAgain } from './key-again.ts';
import { RefusalCounter } from './refusal-counter.ts';
import type { DirectoryLock } from './lock.ts';
import type { Upkeep } from './retain/upkeep.ts';
import type { SegmentWriter } from './segment-writer.ts';
import type { HashReader } from './tree/proofs.ts';
import { readTiles } from './tree/tile-reader.ts';
import type { TileSource } from './tree/tile-source.ts';

/** What `openLedger` puts together. */
export interface LedgerParts {
  options: LedgerOptions & Required<Pick<LedgerOptions, 'now' | 'log'>>;
  clock: Clock;
  writer: SegmentWriter;
  checkpointer: Checkpointer;
  upkeep: Upkeep;
  tile: TileSource;
  lock: DirectoryLock;
}

/** The ledger in files; opened by `openLedger`. */
export class FileLedger implements Ledger {
  readonly #parts: LedgerParts;
  readonly #book = new IntentBook();
  readonly #keyAgain = new KeyAgain();
  readonly #queue: CommitQueue;
  readonly #refusals: RefusalCounter;
  #started = false;
  #closing: Promise<void> | undefined;

  constructor(parts: LedgerParts) {
    const { options, clock, writer, checkpointer, lock } = parts;
    const { log } = options;
    this.#parts = parts;
    this.#queue = new CommitQueue({
      writer,
      now: () => clock.peek(),
      mend: async () => {
        lock.check();
        clock.read();
        await checkpointer.repair();
      },
      tell: (failure) => this.#tellFailure(failure),
      report: (failure, error) =>
        log(
          error
            ? { event: 'ledger-failed', file: writer.segment.path, failure: { ...failure }, error }
            : { event: 'ledger-restored', file: writer.segment.path, failure: { ...failure } },
        ),
    });
    this.#refusals = new RefusalCounter(options.refusalsPerSecond, () => clock.peek(), {
      one: (data, attachments) => this.#append('refusal', data, attachments),
      many: (data) => this.#append('refusals', data),
    });
    parts.upkeep.start(this);
  }

  append<T extends EntryType>(
    type: T,
    data: EntryData[T],
    attachments?: Attachments,
  ): Promise<number> {
    if (this.#closing)
      return Promise.reject(new Refusal('ledger-unavailable', 'The ledger is closed'));
    return this.#append(type, data, attachments);
  }

  countRefusal(data: RefusalData, attachments?: Attachments): void {
    if (!this.#closing) this.#refusals.count(data, attachments);
  }

  async hold(hold: HoldData): Promise<number> {
    return this.#parts.upkeep.holding(hold, () => this.append('hold', hold));
  }

  holds(): Promise<readonly HoldData[]> {
    return this.withHolds((holds) => Promise.resolve(holds));
  }

  withHolds<T>(work: (holds: readonly HoldData[]) => Promise<T>): Promise<T> {
    return this.#parts.upkeep.withHolds(work);
  }

  settled<T>(work: () => Promise<T>): Promise<T> {
    return this.#parts.writer.settled(work);
  }

  upkeep(): Promise<void> {
    return this.#closing ? Promise.resolve() : this.#parts.upkeep.run();
  }

  cosign(size: number, lines: readonly string[]): Promise<void> {
    return this.#closing ? Promise.resolve() : this.#parts.checkpointer.cosign(size, lines);
  }

  get tile(): TileSource {
    return this.#parts.tile;
  }

  hashes(size: number): HashReader {
    return readTiles(size, this.#parts.tile);
  }

  retry(): Promise<boolean> {
    return this.#closing ? Promise.resolve(false) : this.#queue.retry();
  }

  /** Takes nothing more until what failed beside the entries works again. */
  fail(error: Error): void {
    this.#queue.stop(error);
  }

  status(): LedgerStatus {
    const { failure, lag } = this.#queue;
    const status = { writable: !failure && !this.#closing, lag, seq: this.#parts.writer.head.seq };
    return failure ? { ...status, error: failure.error, since: failure.since } : status;
  }

  head(): LedgerHead {
    const { writer, checkpointer } = this.#parts;
    const checkpoint = checkpointer.newest;
    return { size: writer.head.seq + 1, ...(checkpoint && { checkpoint }) };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { options, checkpointer, upkeep, lock } = this.#parts;
    await upkeep.close();
    // A failing disk gets one more chance before the last entries.
    await this.#queue.retry();
    await this.#refusals.flush();
    if (this.#started)
      await this.#append('stop', { gateway: options.gateway }).catch(() => undefined);
    await this.#queue.close();
    // What a failing disk leaves unsigned is signed at the next start.
    await checkpointer.close().catch((error: Error) => {
      options.log({ event: 'ledger-upkeep-failed', error });
    });
    const count = this.#refusals.end();
    if (count > 0) options.log({ event: 'ledger-refusals-lost', count });
    lock.release();
  }

  #append<T extends EntryType>(
    type: T,
    data: EntryData[T],
    attachments: Attachments = {},
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const entry = serialiseEntry(this.#time(), type, data, attachments);
      const settled = this.#book.admit(type, data);
      if (type === 'start' || type === 'stop') this.#started = type === 'start';
      const { exchange } = attachments;
      if (type === 'erasure') this.#keyAgain.takeErasure(data as ErasureData);
      if (exchange) entry.again = this.#keyAgain.of(entry, exchange);
      this.#queue.add(
        Object.assign(entry, {
          settle(error: Refusal | undefined, seq: number) {
            // Chained now, it may have got one.
            const isFirst = entry.slot !== undefined;
            settled(error ? undefined : seq, isFirst);
            if (error) return reject(error);
            if (exchange && isFirst) exchange.at = seq;
            resolve(seq);
          },
        }),
      );
    });
  }

  /** The time of an entry. While the clock is wrong the queue takes none, and this is never written. */
  #time(): string {
    const { clock } = this.#parts;
    try {
      return clock.read();
    } catch (error) {
      this.#queue.stop(error as Error);
      return clock.peek();
    }
  }

  #tellFailure({ since, error, rejected }: Failure): { gap: Unchained; closing: Waiting[] } {
    const { clock } = this.#parts;
    const gap = serialiseEntry(clock.read(), 'gap', { from: since, error, rejected });
    return { gap, closing: this.#book.takeLost().map((intent) => this.#closeIntent(intent)) };
  }

  #closeIntent(intent: OpenIntent): Waiting {
    const settle = (error: Refusal | undefined): void => {
      if (error) this.#book.lose(intent);
    };
    return Object.assign(interruptedOutcome(this.#parts.clock.read(), intent), {
      own: true as const,
      settle,
    });
  }
}
