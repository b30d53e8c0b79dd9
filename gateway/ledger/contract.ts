/** What the rest of the gateway knows of the ledger. */
import type { EntryType, HoldData, RefusalData, SessionIdentity } from '../types.ts';
import type { Failure } from './disk-failure.ts';
import type { EntryData } from './entry.ts';
import type { Storage } from './storage.ts';
import type { HashReader } from './tree/proofs.ts';
import type { TileSource } from './tree/tile-source.ts';

/** An agent's session: its requests' keys are wrapped with one session key. */
export interface Session {
  /** UUIDv7 (RFC 9562). */
  id: string;
  /** Absent for the gateway's own session, to which requests of unknown agents belong. */
  identity?: SessionIdentity;
  /** Id of the key-encryption key. */
  kek: string;
  /** The session key, wrapped, as it stands in the `session` entry. */
  wrapped: string;
  /** 32 bytes; in memory only. */
  key: Buffer;
}

/** The key of one exchange, made at its first entry. */
export interface ExchangeKey {
  /** Decision id (UUID). */
  id: string;
  session: Session;
  /** 32 bytes; in memory only. */
  key: Buffer;
  /** `seq` of the exchange's first entry; set by the ledger before that append resolves. */
  at?: number;
}

/** The ciphertext of a body that is small enough for `N.bodies`. Larger ones are durable in `objects/` before the append. */
export interface PackedBody {
  /** SHA-256 of `bytes`. */
  digest: Buffer;
  bytes: Buffer;
}

/** What becomes durable together with an entry. */
export interface Attachments {
  /** The exchange that the entry belongs to: its session is announced, and at its first entry its key stored. */
  exchange?: ExchangeKey;
  bodies?: readonly PackedBody[];
}

/** For how long entries are kept: those of one connection, or of all without a rule of their own. */
export interface RetentionRule {
  connection?: string;
  /** Milliseconds. */
  keep: number;
}

/** A checkpoint that was signed: `note` is the whole signed note, `size` the entries that it covers. */
export interface SignedCheckpoint {
  size: number;
  /** When it was written, RFC 3339: for metrics, since it is not in what is signed. */
  time: string;
  note: string;
}

/** What the ledger tells the operator's log. */
export type LedgerEvent =
  | { event: 'ledger-recovered'; tornBytes: number; interrupted: number }
  | { event: 'ledger-failed'; file: string; failure: Failure; error: Error }
  | { event: 'ledger-restored'; file: string; failure: Failure }
  | { event: 'ledger-refusals-lost'; count: number }
  | { event: 'ledger-key'; vkey: string; file: string; made: boolean }
  | { event: 'ledger-clock-accepted'; before: string; now: string }
  | { event: 'ledger-packed'; file: string; bytes: number; packed: number }
  | { event: 'ledger-expired'; first: number; last: number }
  | { event: 'ledger-upkeep-failed'; error: Error };

/** How a ledger is opened. */
export interface LedgerOptions {
  /** Directory of the ledger alone, on a local disk. */
  dir: string;
  /** A segment file is closed when it has reached this size. */
  segmentBytes: number;
  /** A segment file is closed when its first entry is this old, in milliseconds. */
  segmentAge: number;
  /** `gateway.id` of the configuration, for the `stop` entry. */
  gateway: string;
  /** Refusals before identification that are recorded one by one in each second. */
  refusalsPerSecond: number;
  /** Name of the log and of its key in checkpoints, such as `regent.example/gateway-1`. */
  origin: string;
  /** PEM file of the Ed25519 key that signs checkpoints; made where it does not exist. */
  signingKey: string;
  /** What is removed when; without rules nothing is. */
  retention?: readonly RetentionRule[];
  /** Called with each checkpoint that is durable; must not throw. Cosignatures come back by `cosign`. */
  onCheckpoint?: (checkpoint: SignedCheckpoint) => void;
  /** Called when more entries are durable; must return at once, and not throw. */
  onDurable?: () => void;
  /** Goes on although the clock is behind the last entry, which a `clock` entry then says. */
  acceptClock?: { reason: string; by?: string };
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

/** How far the ledger reaches, and how far that is signed. */
export interface LedgerHead {
  /** Entries that are durable. */
  size: number;
  /** The newest checkpoint, with the cosignatures that came for it. */
  checkpoint?: SignedCheckpoint;
}

/** An open ledger. */
export interface Ledger {
  /**
   * Records an entry with its exchange's key and bodies; resolves to its `seq` when all of it is
   * durable. The data is taken as it is at the call. Rejects with Refusal `ledger-unavailable` when
   * it cannot be made durable; it is then not in the ledger, and an outcome that was lost so is
   * recorded as `interrupted` when the disk works again. Rejects with Refusal `internal-error` for
   * an entry out of order (see `IntentBook.admit`) or longer than 65,535 bytes, and with a
   * TypeError for data that is not JSON.
   */
  append<T extends EntryType>(
    type: T,
    data: EntryData[T],
    attachments?: Attachments,
  ): Promise<number>;
  /** Records a refusal before identification, one by one or counted; does not wait, does not throw. */
  countRefusal(data: RefusalData, attachments?: Attachments): void;
  /** Sets or releases a legal hold, which keeps segments from expiring; resolves to the `seq` of its entry. */
  hold(hold: HoldData): Promise<number>;
  /** The legal holds that are set. Rejects with the system's error where they cannot be read. */
  holds(): Promise<readonly HoldData[]>;
  /** Does `work` with the legal holds that are set; none is set or released meanwhile. Rejects as `holds` does, and as `work` does. */
  withHolds<T>(work: (holds: readonly HoldData[]) => Promise<T>): Promise<T>;
  /**
   * Does `work` while all durable entries lie in the files of their segment, slots and bodies too, and no copy of them elsewhere.
   * Rejects with the system's error where that cannot be, and as `work` does.
   */
  settled<T>(work: () => Promise<T>): Promise<T>;
  /** Packs and removes now what is due, which else is done every hour. Rejects with what failed. */
  upkeep(): Promise<void>;
  /** Adds witnesses' signature lines to the checkpoint of that size, where its segment is still written. */
  cosign(size: number, lines: readonly string[]): Promise<void>;
  /** Reads a tile of the tree; undefined where there is none. Rejects with the system's error. */
  tile: TileSource;
  /** Reads the hashes of the tree of a size that was signed, for proofs. */
  hashes(size: number): HashReader;
  /** Tries now to end a failure, which else is tried every second; resolves to whether it is over. */
  retry(): Promise<boolean>;
  /** The state of the ledger. */
  status(): LedgerStatus;
  head(): LedgerHead;
  /**
   * Takes nothing more, writes what was counted and, after a `start`, the `stop`; resolves when all
   * is durable or given up, and the directory is free for another.
   */
  close(): Promise<void>;
}
