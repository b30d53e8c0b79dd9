/** What the rest of the gateway knows of the ledger. */
import type { EntryType, RefusalData } from '../types.ts';
import type { Failure } from './commit-queue.ts';
import type { EntryData } from './entry.ts';
import type { Storage } from './storage.ts';

/** What the ledger tells the operator's log. */
export type LedgerEvent =
  | { event: 'ledger-recovered'; tornBytes: number; interrupted: number }
  | { event: 'ledger-failed'; file: string; failure: Failure; error: Error }
  | { event: 'ledger-restored'; file: string; failure: Failure }
  | { event: 'ledger-refusals-lost'; count: number };

/** How a ledger is opened. */
export interface LedgerOptions {
  /** Directory of the ledger alone, on a local disk. */
  dir: string;
  /** A segment file is closed when it has reached this size. */
  segmentBytes: number;
  /** `gateway.id` of the configuration, for the `stop` entry. */
  gateway: string;
  /** Refusals before identification that are recorded one by one in each second. */
  refusalsPerSecond: number;
  now?: () => Date;
  storage?: Storage;
  log?: (event: LedgerEvent) => void;
}

/** State of the ledger, for readiness and metrics. */
export interface LedgerStatus {
  writable: boolean;
  /** Entries that are not durable yet. */
  lag: number;
  /** The last durable entry; -1 before the first. */
  seq: number;
  /** While not writable: the system's error code, and since when (RFC 3339). */
  error?: string;
  since?: string;
}

/** An open ledger. */
export interface Ledger {
  /**
   * Records an entry; it is durable when this resolves. The data is taken as it is at the call.
   * Rejects with Refusal `ledger-unavailable` when it cannot be made durable; it is then not in the
   * ledger, and an outcome that was lost so is recorded as `interrupted` when the disk works again.
   * Rejects with Refusal `internal-error` for an entry out of order (see `IntentBook.admit`), and
   * with a TypeError for data that is not JSON.
   */
  append<T extends EntryType>(type: T, data: EntryData[T]): Promise<void>;
  /** Records a refusal before identification, one by one or counted; does not wait, does not throw. */
  countRefusal(data: RefusalData): void;
  /** Tries now to end a failure, which else is tried every second; resolves to whether it is over. */
  retry(): Promise<boolean>;
  /** The state of the ledger. */
  status(): LedgerStatus;
  /**
   * Takes nothing more, writes what was counted and, after a `start`, the `stop`; resolves when all
   * is durable or given up, and the directory is free for another.
   */
  close(): Promise<void>;
}
