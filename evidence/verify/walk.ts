/** Reads a segment that is as it was written, at full speed; what is not is left to `diagnose.ts`. */
import { hash } from 'node:crypto';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { isDamage } from '../../gateway/ledger/unpack-damage.ts';
import { EntryTime, TIME_LENGTH } from './entry-time.ts';
import { readEnvelope } from './envelope.ts';
import { EXCHANGE_TYPES, ExchangeReader, type Exchanges } from './exchanges.ts';
import { ExpectedHead } from './expected-head.ts';
import { eachLine } from './lines.ts';
import { standsAt } from './stands-at.ts';

/** An entry of a type that the ledger as a whole depends on, and its data. */
export interface SpecialEntry {
  seq: number;
  type: string;
  time: string;
  data: unknown;
}

/** What a segment holds. */
export interface WalkedSegment {
  /** Leaf hashes of its entries, one after the other. */
  leaves: Buffer;
  firstTime: string;
  lastTime: string;
  exchanges: Exchanges;
  special: SpecialEntry[];
  /** Length of the line at the end that no line feed ends. */
  torn: number;
  /** Whether every entry is what was written, so that nothing need be guessed from them. */
  sure: boolean;
}

const SPECIAL = new Set(['signing-key', 'erasure', 'expiry', 'clock']);
/** What stands between the time and the data of most entries. */
const EXCHANGES = EXCHANGE_TYPES.map((type) => ({
  type,
  middle: Uint8Array.from(Buffer.from(`","type":"${type}","data":{`)),
}));
const MIDDLE = /^","type":"([a-z-]{1,16})","data":\{/;
/** Bytes of the longest one. */
const MAX_MIDDLE = 40;
const MAX_ENTRY = 65_535;
const CLOSING_BRACE = 0x7d;
/** As text, a character a byte, for that is made in less time than a buffer; of a length, so that Node need not look which hash it is. */
const LEAF = { outputEncoding: 'latin1', outputLength: HASH_BYTES } as const;

/**
 * Walks through a segment whose first entry has the number `first`. Undefined where any entry is not the one that
 * must stand there, or does not unpack: not of the form, of another number, behind another entry, earlier than the one before.
 */
export async function walkSegment(
  path: string,
  compressed: boolean,
  first: number,
): Promise<WalkedSegment | undefined> {
  const walk = new Walk(first);
  try {
    await eachLine(path, compressed, walk.take);
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
  return walk.end();
}

class Walk {
  readonly #first: number;
  readonly #head: ExpectedHead;
  readonly #time = new EntryTime();
  readonly #exchanges: ExchangeReader;
  readonly #special: SpecialEntry[] = [];
  #leaves = Buffer.allocUnsafeSlow(HASH_BYTES * 4096);
  #count = 0;
  #firstTime = '';
  #torn = 0;
  #sound = true;

  constructor(first: number) {
    this.#first = first;
    this.#head = new ExpectedHead(first);
    this.#exchanges = new ExchangeReader(first);
  }

  readonly take = (buffer: Buffer, begin: number, end: number, ended: boolean): boolean => {
    if (!ended) {
      this.#torn = end - begin;
      return false;
    }
    this.#sound = this.#takeEntry(buffer, begin, end);
    return this.#sound;
  };

  end(): WalkedSegment | undefined {
    if (!this.#sound || this.#count === 0) return undefined;
    return {
      leaves: this.#leaves.subarray(0, this.#count * HASH_BYTES),
      firstTime: this.#firstTime,
      lastTime: this.#time.text,
      exchanges: this.#exchanges.end(),
      special: this.#special,
      torn: this.#torn,
      sure: true,
    };
  }

  #takeEntry(buffer: Buffer, begin: number, end: number): boolean {
    if (end - begin > MAX_ENTRY || buffer[end - 1] !== CLOSING_BRACE) return false;
    const known = this.#count > 0 || this.#first === 0;
    if (
      known
        ? !this.#head.standsAt(buffer, begin, this.#leaves, this.#count * HASH_BYTES)
        : !this.#isFirst(buffer.subarray(begin, end))
    )
      return false;
    const at = begin + this.#head.length;
    const moved = this.#time.take(buffer, at);
    if (moved === undefined || !this.#readRest(buffer, at + TIME_LENGTH, end, moved === 'fell'))
      return false;
    if (this.#count === 0) this.#firstTime = this.#time.text;
    // The byte in front was the line feed of the line before: with it the leaf is hashed without a copy.
    buffer[begin - 1] = 0;
    this.#keepLeaf(hash('sha256', buffer.subarray(begin - 1, end), LEAF));
    return true;
  }

  /** What the first entry says of the one before it, the segment before it must bear out. */
  #isFirst(entry: Buffer): boolean {
    return readEnvelope(entry)?.seq === this.#first;
  }

  /** What stands behind the time of an entry. */
  #readRest(buffer: Buffer, at: number, end: number, fell: boolean): boolean {
    const seq = this.#first + this.#count;
    for (const { type, middle } of EXCHANGES) {
      if (!standsAt(middle, buffer, at)) continue;
      this.#exchanges.take(type, seq, buffer, at + middle.length - 1, end);
      return !fell;
    }
    const found = MIDDLE.exec(buffer.toString('latin1', at, Math.min(end, at + MAX_MIDDLE)));
    if (!found) return false;
    const [middle, type] = found as unknown as [string, string];
    if (fell && type !== 'clock') return false;
    if (type === 'start') this.#exchanges.start(seq);
    return !SPECIAL.has(type) || this.#readSpecial(type, seq, buffer, at + middle.length - 1, end);
  }

  #readSpecial(type: string, seq: number, buffer: Buffer, data: number, end: number): boolean {
    try {
      const value: unknown = JSON.parse(buffer.toString('utf8', data, end - 1));
      this.#special.push({ seq, type, time: this.#time.text, data: value });
      return true;
    } catch {
      return false;
    }
  }

  #keepLeaf(leaf: string): void {
    const at = this.#count * HASH_BYTES;
    if (at === this.#leaves.length) {
      const larger = Buffer.allocUnsafeSlow(2 * at);
      this.#leaves.copy(larger);
      this.#leaves = larger;
    }
    this.#leaves.write(leaf, at, 'latin1');
    this.#head.next();
    this.#count += 1;
  }
}
