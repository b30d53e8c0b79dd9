/** What the gateway and the thread of the index say to each other; all of it is plain data. */
import type {
  ActivityPage,
  ActivityRow,
  PolicyDifference,
  RulesFired,
  SessionDetail,
  SessionPage,
  Timeline,
} from '../admin/contract.ts';
import type { BundleData } from '../types.ts';
import type { RowFilter } from './filter.ts';
import type { KeeperState } from './index-keeper.ts';

/** What the thread starts with. */
export interface ThreadSetup {
  /** Directory of the ledger. */
  dir: string;
  /** File of the index. */
  file: string;
  /** Ids of the key-encryption keys. */
  keks: string[];
  /** Reasons of denials that are not the policy's own. */
  faults: readonly string[];
}

/** A page that is asked for. */
export interface PageOf {
  before?: string;
  after?: string;
  limit: number;
}

/** A request as JSON text, which keeps every digit of its numbers, and what is to be proved of it. */
export interface Detail {
  text: string;
  /** With their leaf hashes, in hex. */
  entries: { seq: number; type: string; leaf: string }[];
}

/** A bundle that was offered, and when. */
export type RecordedBundle = BundleData & { at: string };

/** What is on record of policies. */
export interface PolicyRecord {
  /** Newest first. */
  bundles: RecordedBundle[];
  differences: PolicyDifference[];
}

/** What may be asked, and what is answered. */
export interface Questions {
  search: { ask: { filter: RowFilter; path?: string } & PageOf; answer: ActivityPage };
  timeline: {
    ask: { filter: RowFilter; buckets: number; now: number };
    answer: Timeline;
  };
  sessions: { ask: PageOf; answer: SessionPage };
  session: { ask: { id: string } & PageOf; answer: SessionDetail | undefined };
  detail: { ask: { id: string }; answer: Detail | undefined };
  rules: { ask: { id: string }; answer: RulesFired | undefined };
  policies: { ask: { candidate?: string }; answer: PolicyRecord };
}

/** The name of a question. */
export type QuestionName = keyof Questions;

/** To the thread. */
export type ToThread =
  | { kind: 'ask'; n: number; name: QuestionName; ask: Questions[QuestionName]['ask'] }
  | { kind: 'durable'; seq: number }
  /** Whether anybody follows live, and wants paths. */
  | { kind: 'watch'; on: boolean }
  | { kind: 'unwrapped'; n: number; key?: Uint8Array; fault?: string }
  | { kind: 'close' };

/** From the thread. */
export type FromThread =
  | { kind: 'answer'; n: number; answer: Questions[QuestionName]['answer'] }
  /** `mistake`: what was asked cannot be. */
  | { kind: 'fault'; n: number; message: string; mistake: boolean }
  | { kind: 'state'; state: KeeperState }
  /** `undefined` where there are too many to be told. */
  | { kind: 'rows'; rows: ActivityRow[] | undefined }
  | { kind: 'unwrap'; n: number; kek: string; session: string; wrapped: string };
