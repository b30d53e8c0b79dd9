/**
 * Group commit: while one batch is on its way to the disk the next gathers, so that many requests
 * share one fdatasync(2). When the disk fails nothing is taken until it works again.
 */
import { Refusal } from '../errors.ts';
import type { Unchained } from './entry.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Entries that may wait, outcomes not counted: these are as few as the intents before them. */
const MAX_WAITING = 10_000;
const RETRY_EVERY = 1000;

/** An entry on its way to the disk. */
export interface Waiting extends Unchained {
  /** Called once, when the entry is durable or, with an error, when it will not be. */
  settle(error?: Refusal): void;
  /** Written by the ledger itself while it recovers; does not count as rejected. */
  own?: true;
}

/** A time in which the disk fails. */
export interface Failure {
  /** When it began, RFC 3339. */
  since: string;
  /** The system's error code, such as `ENOSPC`. */
  error: string;
  /** How many entries could not be written since. */
  rejected: number;
}

/** What the queue needs of the ledger. */
export interface QueueOptions {
  writer: SegmentWriter;
  now: () => Date;
  /** Makes the entries that tell of a failure that is over; they are written before any other. */
  tell: (failure: Failure) => { gap: Unchained; closing: Waiting[] };
  /** Called when a failure begins or its error changes, with the error, and without when it is over. */
  report: (failure: Failure, error?: Error) => void;
}

/** The entries that wait for the disk. */
export class CommitQueue {
  readonly #options: QueueOptions;
  #waiting: Waiting[] = [];
  #writing: Waiting[] = [];
  #running: Promise<void> | undefined;
  #failure: Failure | undefined;
  /** What entries are refused with, from a failure until the repair; the failure ends when it is told of. */
  #refusing: Refusal | undefined;
  #retrying: Promise<boolean> | undefined;
  #retryTimer: NodeJS.Timeout | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** The failure that lasts, if one does. */
  get failure(): Readonly<Failure> | undefined {
    return this.#failure;
  }

  /** Entries that are not durable yet. */
  get lag(): number {
    return this.#waiting.length + this.#writing.length;
  }

  /** Queues an entry, or settles it at once with a Refusal `ledger-unavailable`. */
  add(entry: Waiting): void {
    if (this.#refusing) {
      if (this.#failure) this.#failure.rejected += 1;
      entry.settle(this.#refusing);
    } else if (entry.type !== 'outcome' && this.#waiting.length >= MAX_WAITING) {
      entry.settle(unavailable('The ledger is too far behind'));
    } else {
      this.#waiting.push(entry);
      this.#running ??= this.#run();
    }
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
    await this.#running;
    await this.retry();
    await this.#running;
    clearTimeout(this.#retryTimer);
    this.#refusing = unavailable('The ledger is closed');
    await this.#options.writer.close();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Not at once: what this turn of the event loop brings shares the batch.
      await new Promise((resolve) => setImmediate(resolve));
      this.#writing = this.#waiting;
      this.#waiting = [];
      const error = await this.#options.writer.write(this.#writing).then(
        () => undefined,
        (error: Error) => error,
      );
      if (error) this.#fail(error);
      else this.#succeed();
    }
    this.#running = undefined;
  }

  #succeed(): void {
    if (this.#failure) {
      this.#options.report(this.#failure);
      this.#failure = undefined;
    }
    const batch = this.#writing;
    this.#writing = [];
    for (const entry of batch) entry.settle();
  }

  #fail(error: Error): void {
    const batch = [...this.#writing, ...this.#waiting];
    this.#writing = [];
    this.#waiting = [];
    this.#note(error);
    this.#failure!.rejected += batch.filter((entry) => !entry.own).length;
    this.#refusing = unavailable('The ledger cannot be written', error);
    for (const entry of batch) entry.settle(this.#refusing);
  }

  #note(error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    const known = this.#failure?.error === code;
    const since = this.#failure?.since ?? this.#options.now().toISOString();
    this.#failure = { since, error: code, rejected: this.#failure?.rejected ?? 0 };
    if (!known) this.#options.report(this.#failure, error);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => void this.retry(), RETRY_EVERY).unref();
  }

  async #repair(): Promise<boolean> {
    await this.#running;
    if (!this.#failure) return true;
    clearTimeout(this.#retryTimer);
    try {
      await this.#options.writer.repair();
    } catch (error) {
      this.#note(error as Error);
      return false;
    }
    this.#refusing = undefined;
    const { gap, closing } = this.#options.tell(this.#failure);
    return new Promise((resolve) => {
      this.add({ ...gap, own: true, settle: (error) => resolve(error === undefined) });
      for (const entry of closing) this.add(entry);
    });
  }
}

function unavailable(detail: string, cause?: unknown): Refusal {
  return new Refusal('ledger-unavailable', `${detail}; try again later`, { retryAfter: 1 }, cause);
}
