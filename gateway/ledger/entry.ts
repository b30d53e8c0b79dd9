/**
 * The bytes of an entry: one JSON line, chained to the line before by its SHA-256.
 * The format is `schemas/ledger-entry.json`.
 */
import { hash } from 'node:crypto';
import type {
  ApprovalData,
  BundleData,
  DelegationData,
  EntryType,
  GapData,
  IntentData,
  LedgerEntry,
  OutcomeData,
  PasskeyData,
  RecoveredData,
  RefusalData,
  RefusalsData,
  ShadowData,
  ShadowsData,
  StartData,
  StopData,
} from '../types.ts';

/** The data of each type of entry. */
export interface EntryData {
  start: StartData;
  stop: StopData;
  recovered: RecoveredData;
  gap: GapData;
  intent: IntentData;
  outcome: OutcomeData;
  refusal: RefusalData;
  refusals: RefusalsData;
  approval: ApprovalData;
  bundle: BundleData;
  shadow: ShadowData;
  shadows: ShadowsData;
  delegation: DelegationData;
  passkey: PasskeyData;
}

/** Where the chain stands: number of the last entry (-1 before the first) and hash of its line. */
export interface Head {
  seq: number;
  hash: string;
}

/** The head of a ledger without entries. */
export const EMPTY: Head = { seq: -1, hash: '0'.repeat(64) };

/** An entry that has no place in the chain yet. */
export interface Unchained {
  /** RFC 3339, UTC, milliseconds. */
  time: string;
  type: EntryType;
  /** `data` as JSON text. */
  json: string;
}

/** Takes an entry's data as it is now. Throws a TypeError where it cannot be JSON. */
export function serialiseEntry<T extends EntryType>(
  time: Date,
  type: T,
  data: EntryData[T],
): Unchained {
  // JSON.stringify escapes line feeds and lone surrogates, so the text is one line of valid UTF-8.
  const json: string | undefined = JSON.stringify(data);
  if (json === undefined) throw new TypeError(`the data of this ${type} entry is not JSON`);
  return { time: time.toISOString(), type, json };
}

/** The line, line feed included, of the entry that follows `head`, and the head that it makes. */
export function chainEntry(head: Head, entry: Unchained): { line: Buffer; head: Head } {
  const seq = head.seq + 1;
  const line = Buffer.from(
    `{"v":1,"seq":${seq},"prev":"${head.hash}","time":"${entry.time}","type":"${entry.type}","data":${entry.json}}\n`,
  );
  return { line, head: { seq, hash: hashLine(line.subarray(0, -1)) } };
}

/** SHA-256, in hex, of a line without its line feed. */
export function hashLine(line: Buffer): string {
  return hash('sha256', line, 'hex');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a line without its line feed. Undefined where it is not UTF-8, not JSON or not an object;
 * the members are not checked.
 */
export function parseLine(line: Buffer): Partial<LedgerEntry> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(line));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The decision id that an entry's data carries. */
export function entryId(entry: Partial<LedgerEntry>): string | undefined {
  const id = (entry.data as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}
