/** Reads a segment that is as it was written, at full speed; what is not is left to `diagnose.ts`. */
import { hash } from 'node:crypto';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { isTime, readEnvelope } from './envelope.ts';
import { ExchangeReader, type Exchanges } from './exchanges.ts';
import { eachLine } from './lines.ts';

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
}

/** Types whose data is looked into. */
const SPECIAL = new Set(['signing-key', 'erasure', 'expiry', 'clock']);
const EXCHANGE = new Set(['intent', 'outcome', 'refusal', 'approval']);
const TIME = '","time":"';
const TYPE = '","type":"';
const TIME_LENGTH = 24;
/** The rest of an envelope behind its time. */
const REST = 40;

/**
 * Walks through a segment whose first entry has the number `first`. Undefined where any entry is not the one that
 * must stand there: not of the form, of another number, behind another entry, earlier than the one before.
 */
export async function walkSegment(
  path: string,
  compressed: boolean,
  first: number,
): Promise<WalkedSegment | undefined> {
  const walk = new Walk(first);
  await eachLine(path, compressed, walk.take);
  return walk.end();
}

class Walk {
  readonly #first: number;
  readonly #exchanges: ExchangeReader;
  readonly #special: SpecialEntry[] = [];
  #leaves = Buffer.allocUnsafeSlow(HASH_BYTES * 4096);
  #count = 0;
  #prev = '';
  #firstTime = '';
  #time = '';
  #torn = 0;
  #sound = true;

  constructor(first: number) {
    this.#first = first;
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
      lastTime: this.#time,
      exchanges: this.#exchanges.end(),
      special: this.#special,
      torn: this.#torn,
    };
  }

  #takeEntry(buffer: Buffer, begin: number, end: number): boolean {
    const seq = this.#first + this.#count;
    const entry = buffer.subarray(begin, end);
    const head = this.#count === 0 ? this.#readFirst(entry) : this.#checkHead(entry, seq);
    if (head === undefined) return false;
    const { type, data } = head;
    if (EXCHANGE.has(type)) this.#exchanges.take(type, seq, entry, data);
    else if (type === 'start') this.#exchanges.start(seq);
    else if (SPECIAL.has(type) && !this.#readSpecial(entry, seq, type, data)) return false;
    // The byte in front was the line feed of the line before: with it the leaf is hashed without a copy.
    buffer[begin - 1] = 0;
    this.#prev = hash('sha256', buffer.subarray(begin - 1, end), 'hex');
    this.#keepLeaf();
    return true;
  }

  #readFirst(entry: Buffer): { type: string; data: number } | undefined {
    const envelope = readEnvelope(entry);
    if (envelope?.seq !== this.#first) return undefined;
    this.#firstTime = envelope.time;
    this.#time = envelope.time;
    return envelope;
  }

  /** Compares the envelope with the only one that can stand here, and reads what is free in it. */
  #checkHead(entry: Buffer, seq: number): { type: string; data: number } | undefined {
    const expected = `{"v":2,"seq":${seq},"prev":"${this.#prev}${TIME}`;
    const at = expected.length;
    if (entry.toString('latin1', 0, at) !== expected) return undefined;
    if (entry.length > 65_535 || entry[entry.length - 1] !== 0x7d) return undefined;
    const time = entry.toString('latin1', at, at + TIME_LENGTH);
    const rest = entry.toString('latin1', at + TIME_LENGTH, at + TIME_LENGTH + REST);
    const quote = rest.indexOf('"', TYPE.length);
    if (!rest.startsWith(TYPE) || !rest.startsWith('","data":{', quote)) return undefined;
    const type = rest.slice(TYPE.length, quote);
    if (time !== this.#time) {
      if (!isTime(time) || (time < this.#time && type !== 'clock')) return undefined;
      this.#time = time;
    }
    return { type, data: at + TIME_LENGTH + quote + 9 };
  }

  #readSpecial(entry: Buffer, seq: number, type: string, data: number): boolean {
    try {
      const value: unknown = JSON.parse(entry.toString('utf8', data, entry.length - 1));
      this.#special.push({ seq, type, time: this.#time, data: value });
      return true;
    } catch {
      return false;
    }
  }

  #keepLeaf(): void {
    const at = this.#count * HASH_BYTES;
    if (at === this.#leaves.length) {
      const larger = Buffer.allocUnsafeSlow(2 * at);
      this.#leaves.copy(larger);
      this.#leaves = larger;
    }
    this.#leaves.write(this.#prev, at, 'hex');
    this.#count += 1;
  }
}
