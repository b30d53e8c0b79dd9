/**
 * Group commit: while a batch is on its way to the disk the next gathers, so that many requests
 * share one fdatasync(2); one that has grown large does not wait for the one before. When the disk fails nothing is taken until
 * it works again.
 */
import type { Refusal } from '../errors.ts';
import type { Batch } from './batch.ts';
import { DiskFailure, unavailable, type Failure } from './disk-failure.ts';
import type { Unchained } from './entry.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Entries that may wait, and their bytes, outcomes not counted: these are as few as the intents before them. */
const MAX_WAITING = 10_000;
const MAX_WAITING_BYTES = 64 * 2 ** 20;
/** Batches that are on their way at once. Each may write three files, and the pool has four threads. */
const MAX_WRITING = 2;
/** Entries from which on a batch does not wait for the one before it. Smaller ones cost more processor time than they save waiting. */
const ENOUGH = 16;

/** An entry on its way to the disk. */
export interface Waiting extends Unchained {
  /** Called once, with the entry's `seq` when it is durable, or with why it will not be. */
  settle(error: Refusal | undefined, seq: number): void;
  /** Written by the ledger itself while it recovers; does not count as rejected. */
  own?: true;
}

/** What the queue needs of the ledger. */
export interface QueueOptions {
  writer: SegmentWriter;
  /** The time, RFC 3339. */
  now: () => string;
  /** Makes good what else stands in the way besides the files that are written; rejects while that cannot be. */
  mend: () => Promise<void>;
  /** Makes the entries that tell of a failure that is over; they are written before any other. */
  tell: (failure: Failure) => { gap: Unchained; closing: Waiting[] };
  /** Called when a failure begins or its error changes, with the error, and without when it is over. */
  report: (failure: Failure, error?: Error) => void;
}

/** The entries that wait for the disk. */
export class CommitQueue {
  readonly #options: QueueOptions;
  /** What gathers, and what is being written. */
  #waiting: Batch<Waiting> | undefined;
  readonly #writing: Batch<Waiting>[] = [];
  /** Resolves once nothing waits or is being written. */
  #working: PromiseWithResolvers<void> | undefined;
  /** The end of the turn in which the batch that waits gathers, and when it began to, while it need not wait for another. */
  #turn: NodeJS.Immediate | undefined;
  #since = 0;
  /** How long the last write took, in milliseconds. */
  #took = Infinity;
  readonly #failure: DiskFailure;
  /** A write failed, and what it left was not cut off yet. */
  #broken = false;
  #retrying: Promise<boolean> | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
    const { now, report } = options;
    this.#failure = new DiskFailure({ now, report, retry: () => void this.retry() });
  }

  /** The failure that lasts, if one does. */
  get failure(): Readonly<Failure> | undefined {
    return this.#failure.current;
  }

  /** Entries that are not durable yet. */
  get lag(): number {
    return [this.#waiting, ...this.#writing].reduce(
      (sum, batch) => sum + (batch?.entries.length ?? 0),
      0,
    );
  }

  /** Queues an entry, or settles it at once with a Refusal `ledger-unavailable`. */
  add(entry: Waiting): void {
    const { entries, bytes } = this.#waiting ?? { entries: [], bytes: 0 };
    const { refusal } = this.#failure;
    if (refusal) {
      this.#failure.reject(1);
      entry.settle(refusal, -1);
    } else if (
      entry.type !== 'outcome' &&
      (entries.length >= MAX_WAITING || bytes >= MAX_WAITING_BYTES)
    ) {
      entry.settle(unavailable('The ledger is too far behind'), -1);
    } else {
      this.#waiting ??= this.#options.writer.begin(entry.time);
      // Chained here, which another batch's fdatasync leaves time for.
      this.#waiting.add(entry);
      if (this.#mayWrite()) this.#schedule();
    }
  }

  /** Takes nothing more because of a fault elsewhere, as when a write fails; what waits already is written. */
  stop(error: Error): void {
    if (this.#failure.refusal) this.#failure.note(error);
    else this.#failure.begin(error);
  }

  /** Tries to end a failure now; resolves to whether the ledger can be written. */
  retry(): Promise<boolean> {
    this.#retrying ??= this.#repair().finally(() => {
      this.#retrying = undefined;
    });
    return this.#retrying;
  }

  /** Waits until nothing is on its way, with one last try where the disk fails, and closes the file. */
  async close(): Promise<void> {
    await this.#working?.promise;
    await this.retry();
    await this.#working?.promise;
    this.#failure.close();
    await this.#options.writer.close();
  }

  /** Whether what waits need not wait for what is being written. */
  #mayWrite(): boolean {
    const waiting = this.#waiting;
    if (!waiting || this.#writing.length === 0) return waiting !== undefined;
    // One that begins a segment is written alone.
    if (waiting.fresh || this.#writing.some(({ fresh }) => fresh)) return false;
    return this.#writing.length < MAX_WRITING && waiting.entries.length >= ENOUGH;
  }

  /**
   * What comes up to the end of this turn of the event loop shares a batch. Where the turn takes long it is not waited for:
   * the disk is idle for no more than half as long as a write takes. What follows a batch that is being written has gathered
   * enough.
   */
  #schedule(): void {
    const now = performance.now();
    this.#working ??= Promise.withResolvers();
    if (this.#writing.length > 0) {
      this.#write();
    } else if (!this.#turn) {
      this.#since = now;
      this.#turn = setImmediate(() => this.#write());
    } else if (now - this.#since >= this.#took / 2) {
      this.#write();
    }
  }

  /** Writes what waits, unless it has to wait for what is being written. */
  #write(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const batch = this.#waiting;
    if (!batch || !this.#mayWrite()) return;
    this.#waiting = undefined;
    this.#writing.push(batch);
    void this.#carry(batch);
  }

  /** Writes a batch, and settles its entries. Batches end in their order. */
  async #carry(batch: Batch<Waiting>): Promise<void> {
    const began = performance.now();
    const error = await this.#options.writer.write(batch).then(
      () => undefined,
      (error: Error) => error,
    );
    this.#took = performance.now() - began;
    this.#writing.shift();
    if (error) this.#fail(batch, error);
    else this.#succeed(batch);
    // Begun before those who hear of this batch can add to it: so the disk has always something to do.
    this.#write();
    if (this.#waiting || this.#writing.length > 0) return;
    this.#working?.resolve();
    this.#working = undefined;
  }

  #succeed({ entries }: Batch<Waiting>): void {
    this.#failure.wrote();
    for (const { entry, seq } of entries) entry.settle(undefined, seq);
  }

  /** Fails a batch and what waits; batches that are still being written fail with it. */
  #fail(failed: Batch<Waiting>, error: Error): void {
    const batch = [failed, this.#waiting].flatMap((batch) => batch?.entries ?? []);
    this.#waiting = undefined;
    this.#broken = true;
    const refusal = this.#failure.begin(error);
    this.#failure.reject(batch.filter(({ entry }) => entry.own !== true).length);
    for (const { entry } of batch) entry.settle(refusal, -1);
  }

  async #repair(): Promise<boolean> {
    await this.#working?.promise;
    const failure = this.#failure.current;
    if (!failure) return true;
    this.#failure.trying();
    try {
      if (this.#broken) await this.#options.writer.repair();
      this.#broken = false;
      await this.#options.mend();
    } catch (error) {
      this.#failure.note(error as Error);
      return false;
    }
    this.#failure.mended();
    const { gap, closing } = this.#options.tell(this.#failure.current ?? failure);
    return new Promise((resolve) => {
      this.add({ ...gap, own: true, settle: (error) => resolve(error === undefined) });
      for (const entry of closing) this.add(entry);
    });
  }
}
