/**
 * The bytes of an entry: one JSON line, chained to the line before by its leaf hash.
 * The format is `docs/ledger-format.md` and `schemas/ledger-entry.json`.
 */
import { Refusal } from '../errors.ts';
import type {
  ApprovalData,
  BundleData,
  ClockData,
  ConfigData,
  DelegationData,
  EntryType,
  ErasureData,
  ExpiryData,
  GapData,
  HoldData,
  IntentData,
  LedgerEntry,
  OutcomeData,
  PasskeyData,
  ProbeData,
  RecoveredData,
  RefusalData,
  RefusalsData,
  SessionData,
  ShadowData,
  ShadowsData,
  SigningKeyData,
  StartData,
  StopData,
} from '../types.ts';
import type { Attachments, PackedBody, Session } from './contract.ts';
import { wrapExchangeKey } from './seal/wrap.ts';
import { hashLeaf } from './tree/hash.ts';

/** The data of each type of entry. */
export interface EntryData {
  start: StartData;
  stop: StopData;
  config: ConfigData;
  'signing-key': SigningKeyData;
  session: SessionData;
  intent: IntentData;
  outcome: OutcomeData;
  refusal: RefusalData;
  refusals: RefusalsData;
  probe: ProbeData;
  approval: ApprovalData;
  bundle: BundleData;
  shadow: ShadowData;
  shadows: ShadowsData;
  recovered: RecoveredData;
  gap: GapData;
  clock: ClockData;
  hold: HoldData;
  expiry: ExpiryData;
  erasure: ErasureData;
  delegation: DelegationData;
  passkey: PasskeyData;
}

/** Where the chain stands. */
export interface Head {
  /** Number of the last entry; -1 before the first. */
  seq: number;
  /** Its leaf hash, in hex. */
  hash: string;
  /** Its time; empty before the first. */
  time: string;
}

/** The head of a ledger without entries. */
export const EMPTY: Head = { seq: -1, hash: '0'.repeat(64), time: '' };

/** An entry's longest line, without its line feed (C2SP tlog-tiles: the length of an entry has 16 bits). */
const MAX_ENTRY_BYTES = 65_535;
/** The most that stands around `data`: `seq` has up to 16 digits, a type up to 11 letters. */
const ENVELOPE_BYTES = 170;
const MAX_DATA_BYTES = MAX_ENTRY_BYTES - ENVELOPE_BYTES;

/**
 * Half of a character, as where somebody cut a text in the middle of one: JSON.stringify escapes it (of an even number of
 * backslashes before it each second is a character), and many programs that read JSON refuse that (RFC 8259 section 8.2).
 */
const LONE_SURROGATE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** An entry that has no place in the chain yet. */
export interface Unchained {
  /** RFC 3339, UTC, milliseconds. */
  time: string;
  type: EntryType;
  /** `data` as JSON text. */
  json: string;
  /** The session that its segment must hold. */
  session: Session | undefined;
  /** The slot of its exchange's key, where the exchange begins with it. */
  slot: Buffer | undefined;
  /** What it is instead where it stands in another segment than the entry `after`, with which the key is stored. */
  again?: { after: number; make: () => { json: string; slot: Buffer } } | undefined;
  bodies: readonly PackedBody[] | undefined;
}

/**
 * Takes an entry's data as it is now. Throws a TypeError where it cannot be JSON or names no session although
 * its exchange is attached, or the other way round, and Refusal
 * `internal-error` where it is too long for an entry, or its exchange's id is not a UUID.
 */
export function serialiseEntry<T extends EntryType>(
  time: string,
  type: T,
  data: EntryData[T],
  attachments?: Attachments,
): Unchained {
  // JSON.stringify escapes line feeds and lone surrogates, so the text is one line of valid UTF-8.
  const text: string | undefined = JSON.stringify(data);
  if (text === undefined) throw new TypeError(`the data of this ${type} entry is not JSON`);
  const json = text.includes('\\ud') ? text.replaceAll(LONE_SURROGATE, '$1\ufffd') : text;
  // A character has at most three bytes, so that most texts need not be measured.
  if (json.length > MAX_DATA_BYTES / 3 && Buffer.byteLength(json) > MAX_DATA_BYTES)
    throw new Refusal(
      'internal-error',
      `The record's ${type} entry is longer than the ${MAX_ENTRY_BYTES} bytes that an entry may have`,
    );
  const { exchange, bodies } = attachments ?? {};
  // Recovery, and whoever erases, find the slots by the entries that name a session.
  if (type !== 'session' && 'session' in data !== (exchange !== undefined))
    throw new TypeError(`the ${type} entry must name a session where its exchange is attached`);
  const slot = exchange && !('key' in data) ? wrapExchangeKey(exchange) : undefined;
  return { time, type, json, session: exchange?.session, slot, bodies };
}

/** The line, without its line feed, of the entry that follows `head`. */
export function formatLine({ seq, hash }: Head, { time, type, json }: Unchained): string {
  return `{"v":2,"seq":${seq + 1},"prev":"${hash}","time":"${time}","type":"${type}","data":${json}}`;
}

/** Leaf hash, in hex, of a line without its line feed. */
export function hashLine(line: Buffer): string {
  return hashLeaf(line).toString('hex');
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
