/** Reads a ledger, or an archive of one, and opens what is sealed in it where the keys are at hand. */
import type { LedgerEntry, SessionData } from '../../types.ts';
import { parseLine } from '../entry.ts';
import { decryptBody } from '../seal/body-cipher.ts';
import { openPart } from '../seal/part.ts';
import { purposeKey } from '../seal/purpose.ts';
import { readLines } from '../segments.ts';
import { EvidenceDamage } from './damage.ts';
import { EntryKeys, type ReaderOptions } from './entry-keys.ts';
import { SegmentList } from './find-segment.ts';
import { parseJson } from './parse-json.ts';
import {
  purposeOf,
  sealedDataOf,
  storedBody,
  type SealedData,
  type SealedOf,
} from './sealed-data.ts';
import { StoredBodies } from './stored-bodies.ts';

/** Which entries are read, both ends included. */
export interface Range {
  from?: number;
  to?: number;
  /** RFC 3339, as entries have it. */
  fromTime?: string;
  toTime?: string;
}

/** An entry, and the bytes that it was read from, without the line feed. */
export interface ReadEntry {
  line: Buffer;
  entry: LedgerEntry;
}

/**
 * What became of a look at what is sealed: its text and the key that opened it, or that it was erased or its key removed with the segment that had it, or no key is at
 * hand, or nothing is sealed.
 */
export type Opened<T> =
  { state: 'open'; sealed: T; text: Buffer; key: Buffer } | { state: 'erased' | 'no-key' | 'none' };

/** What was sealed, where it could be opened. */
export function sealedOf<T>(opened: Opened<T>): T | undefined {
  return opened.state === 'open' ? opened.sealed : undefined;
}

/** A reader; it holds no file open. */
export class Reader {
  readonly #segments: SegmentList;
  readonly #keys: EntryKeys;
  readonly #bodies: StoredBodies;

  constructor(options: ReaderOptions) {
    this.#segments = new SegmentList(options.dir);
    this.#keys = new EntryKeys(options, this.#segments);
    this.#bodies = new StoredBodies(options.dir);
  }

  /** The entries in order. A last line that is not whole is left out. Throws an Error for a line that is no entry. */
  async *entries(range: Range = {}): AsyncGenerator<ReadEntry, void> {
    const { from = 0, to = Infinity, fromTime = '', toTime } = range;
    const segments = await this.#segments.all();
    for (const [index, segment] of segments.entries()) {
      const next = segments[index + 1]?.first ?? Infinity;
      if (next <= from) continue;
      if (segment.first > to) return;
      for await (const { bytes, number, ended } of readLines(segment)) {
        const seq = segment.first + number - 1;
        if (!ended || seq > to) break;
        const entry = parseLine(bytes) as LedgerEntry | undefined;
        if (entry?.seq !== seq)
          throw new EvidenceDamage(`${segment.path}: line ${number} is not entry ${seq}`);
        this.#segments.reached(seq, segment);
        if (entry.type === 'session') this.#keys.sessions.note(entry.data as SessionData);
        if (seq < from || entry.time < fromTime) continue;
        if (toTime !== undefined && entry.time > toTime) continue;
        yield { line: bytes, entry };
      }
    }
  }

  /** Opens the sealed part of an entry. Rejects where it is damaged, or a key cannot be used now. */
  async open<T = SealedOf>(entry: LedgerEntry): Promise<Opened<T>> {
    const data = sealedDataOf(entry);
    if (data?.sealed === undefined) return { state: 'none' };
    const found = await this.#keys.of(entry, data);
    if (found.state !== 'open') return found;
    const { key, text } = await this.#openWith(found.keys, entry, data);
    const value = parseJson(text);
    if (value === undefined)
      throw new EvidenceDamage(`entry ${entry.seq}: what is sealed is not JSON`);
    return { state: 'open', sealed: value as T, text, key };
  }

  /** The body that an entry names, as it streams; undefined where it names none, or no key is left or at hand. */
  async body(
    entry: LedgerEntry,
    which: 'request' | 'response',
  ): Promise<AsyncIterable<Buffer> | undefined> {
    const data = sealedDataOf(entry);
    const stored = data && storedBody(entry.type, data, which);
    if (!stored) return undefined;
    const [key] = await this.exchangeKeys(entry);
    return key && this.#openBody(entry.seq, stored.object, purposeKey(key, which));
  }

  /** The key of the exchange that opens this entry, for an archive of what its reader may read; none where it is not to be had. */
  async exchangeKeys(entry: LedgerEntry): Promise<readonly Buffer[]> {
    const data = sealedDataOf(entry);
    if (data?.sealed === undefined) return [];
    const found = await this.#keys.of(entry, data);
    if (found.state !== 'open') return [];
    if (found.keys.length === 1) return found.keys;
    return [(await this.#openWith(found.keys, entry, data)).key];
  }

  #openWith(
    keys: readonly Buffer[],
    { seq, type }: LedgerEntry,
    data: SealedData,
  ): Promise<{ key: Buffer; text: Buffer }> {
    const purpose = purposeOf(type, data);
    const sealed = data.sealed!;
    return tryKeys(keys, seq, async (key) => ({
      key,
      text:
        typeof sealed === 'string'
          ? openPart({ id: data.id, key }, purpose, sealed)
          : await readWhole(await this.#openBody(seq, sealed.object, purposeKey(key, purpose))),
    }));
  }

  async #openBody(seq: number, digest: string, key: Buffer): Promise<AsyncIterable<Buffer>> {
    const segment = await this.#segments.find(seq);
    const bytes = segment && (await this.#bodies.open(segment.first, digest));
    if (!bytes) throw new EvidenceDamage(`entry ${seq}: the body ${digest} is not there`);
    return decryptBody(key, bytes);
  }
}

async function tryKeys<T>(
  keys: readonly Buffer[],
  seq: number,
  open: (key: Buffer) => Promise<T> | T,
): Promise<T> {
  let fault: unknown;
  for (const key of keys) {
    try {
      return await open(key);
    } catch (error) {
      fault = error;
    }
  }
  throw new EvidenceDamage(
    `entry ${seq}: what is sealed does not open: ${(fault as Error).message}`,
    {
      cause: fault,
    },
  );
}

async function readWhole(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
