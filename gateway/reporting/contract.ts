/** What the rest of the gateway knows of the reporting. */
import type { ReportingConfig } from '../types.ts';
import type { LedgerFiles } from './read-lines.ts';

/** What happened to decisions, for metrics. */
export type Counted =
  | 'uploaded'
  /** The server will not have them, whenever they come. */
  | 'refused'
  /** They are in no file of the ledger any more, or cannot be read. */
  | 'missing'
  /** Their evidence was erased for a data subject. */
  | 'erased';

/** What reporting needs of the gateway. */
export interface ReportingOptions {
  config: ReportingConfig;
  /** Labels of every upload. */
  gateway: { id: string; version: string };
  ledger: LedgerFiles;
  /** Where it keeps how far it is; its own directory. */
  dir: string;
  /** What `/api/status` answers. */
  status: () => object;
  count?: (what: Counted, number: number) => void;
  log: (level: 'info' | 'warn', facts: object, message: string) => void;
  /** For tests. */
  tuning?: Partial<Tuning>;
}

/** Times in milliseconds, as they are in a gateway. */
export interface Tuning {
  /** How long an answer may take. */
  timeout: number;
  /** The first and the longest pause before an upload is tried again. */
  firstPause: number;
  lastPause: number;
  /** How often the status is uploaded where nothing changes. */
  statusEvery: number;
}

/** How it goes, for `/api/status`. */
export interface ReportingState {
  /** Where decision logs are uploaded. */
  decision_logs?: LogState;
  /** Where the status is. */
  status?: UploadState;
}

/** How one kind of upload goes. */
export interface UploadState {
  /** RFC 3339: when the server last took one. */
  last_upload?: string;
  /** Why the last attempt failed; absent once one succeeds. */
  fault?: string;
}

/** How the decision logs go, counted since the start. */
export interface LogState extends UploadState, Record<Counted, number> {
  /** Entries of the ledger that were not looked at yet. */
  behind: number;
}

/** Running uploads. */
export interface Reporting {
  /** To be called when another bundle decides: the status is uploaded at once. */
  statusChanged(): void;
  state(): ReportingState;
  /** Ends the uploads, also one under way; what is left goes after the next start. */
  close(): Promise<void>;
}
