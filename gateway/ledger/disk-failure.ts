/** A time in which the ledger cannot be written: what it began with, what entries are refused with, when the disk is tried again. */
import { Refusal } from '../errors.ts';

const RETRY_EVERY = 1000;

/** A time in which the disk fails. */
export interface Failure {
  /** When it began, RFC 3339. */
  since: string;
  /** The system's error code, such as `ENOSPC`. */
  error: string;
  /** How many entries could not be written since. */
  rejected: number;
}

/** Who is told of it. */
export interface FailureOptions {
  /** The time, RFC 3339. */
  now: () => string;
  /** Called when a failure begins or its error changes, with the error, and without when it is over. */
  report: (failure: Failure, error?: Error) => void;
  /** Called again and again while it lasts. */
  retry: () => void;
}

/** The failure that lasts, if one does. Entries are refused from its begin until the disk was mended; it ends with the entry that tells of it. */
export class DiskFailure {
  readonly #options: FailureOptions;
  #failure: Failure | undefined;
  #refusal: Refusal | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FailureOptions) {
    this.#options = options;
  }

  /** What is known of it. */
  get current(): Readonly<Failure> | undefined {
    return this.#failure;
  }

  /** What entries are refused with; undefined while they are taken. */
  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  /** Entries are refused from here on; gives with what. */
  begin(error: Error): Refusal {
    this.note(error);
    this.#refusal = unavailable('The ledger cannot be written', error);
    return this.#refusal;
  }

  /** Notes an error, and tries again later. */
  note(error: Error): void {
    const { now, report, retry } = this.#options;
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    const known = this.#failure?.error === code;
    const since = this.#failure?.since ?? now();
    this.#failure = { since, error: code, rejected: this.#failure?.rejected ?? 0 };
    if (!known) report(this.#failure, error);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(retry, RETRY_EVERY).unref();
  }

  /** Counts entries that could not be written. */
  reject(entries: number): void {
    if (this.#failure) this.#failure.rejected += entries;
  }

  /** It is being tried now, and not later. */
  trying(): void {
    clearTimeout(this.#timer);
  }

  /** Entries are taken again. */
  mended(): void {
    this.#refusal = undefined;
  }

  /** Something was written: where entries are taken again, that was the entry that tells of the failure. */
  wrote(): void {
    if (!this.#failure || this.#refusal) return;
    this.#options.report(this.#failure);
    this.#failure = undefined;
  }

  /** Nothing is taken any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#refusal = unavailable('The ledger is closed');
  }
}

/** That the ledger takes nothing, for now. */
export function unavailable(detail: string, cause?: unknown): Refusal {
  return new Refusal('ledger-unavailable', `${detail}; try again later`, { retryAfter: 1 }, cause);
}
