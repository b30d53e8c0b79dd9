/** Reads a segment that is as it was written, at full speed; what is not is left to `diagnose/`. */
import { hash } from 'node:crypto';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { isDamage } from '../../gateway/ledger/unpack-damage.ts';
import { readEnvelope } from './envelope.ts';
import { ExchangeReader, type Exchanges } from './exchanges.ts';
import { FIRST_LINE, STOP, eachBlock } from './lines.ts';
import { Scanner } from './scanner.ts';
import { readSpecial, type SpecialEntry } from './special.ts';
import { MAX_ENTRY, TIME_LENGTH } from './wasm/layout.ts';

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

/** What stands between the time and the data of an entry that belongs to no exchange. */
const MIDDLE = /^","type":"([a-z-]{1,16})","data":\{/;
/** Bytes of the longest one. */
const MAX_MIDDLE = 40;
/** As text, a character a byte, for that is made in less time than a buffer; of a length, so that Node need not look which hash it is. */
const LEAF = { outputEncoding: 'latin1', outputLength: HASH_BYTES } as const;

/**
 * Walks through a segment whose first entry has the number `first`. Undefined where any entry is not the one that
 * must stand there, or does not unpack: not of the form, of another number, behind another entry, earlier than the one before.
 */
export function walkSegment(
  path: string,
  compressed: boolean,
  first: number,
): Promise<WalkedSegment | undefined> {
  return Scanner.lend(async (scanner) => {
    const walk = new Walk(first, scanner);
    try {
      const rest = await eachBlock(path, compressed, scanner.text, walk.take);
      return walk.end(rest);
    } catch (error) {
      if (isDamage(error)) return undefined;
      throw error;
    }
  });
}

class Walk {
  readonly #first: number;
  readonly #scanner: Scanner;
  readonly #exchanges: ExchangeReader;
  readonly #special: SpecialEntry[] = [];
  #leaves = Buffer.allocUnsafeSlow(HASH_BYTES * 4096);
  #count = 0;
  #firstTime = '';
  #sound = true;

  constructor(first: number, scanner: Scanner) {
    this.#first = first;
    this.#scanner = scanner;
    this.#exchanges = new ExchangeReader(first);
  }

  /** Takes the lines before `end`; gives where the one begins that does not end there. */
  readonly take = (end: number): number => {
    const scanner = this.#scanner;
    let begin = FIRST_LINE;
    for (let count = scanner.split(begin, end); count > 0; count = scanner.split(begin, end)) {
      if (!this.#takeLines(begin, count)) {
        this.#sound = false;
        return STOP;
      }
      begin = scanner.endOf(count - 1) + 1;
    }
    this.#sound = end - begin <= MAX_ENTRY;
    return this.#sound ? begin : STOP;
  };

  end(torn: number): WalkedSegment | undefined {
    if (!this.#sound) return undefined;
    return {
      leaves: this.#leaves.subarray(0, this.#count * HASH_BYTES),
      firstTime: this.#firstTime,
      // Of a segment that has no entry yet the scanner knows none.
      lastTime: this.#count === 0 ? '' : this.#scanner.time,
      exchanges: this.#exchanges.end(),
      special: this.#special,
      torn,
      sure: true,
    };
  }

  #takeLines(begin: number, count: number): boolean {
    const scanner = this.#scanner;
    if (this.#count === 0 && !this.#takeFirst(begin)) return false;
    this.#hashLines(begin, count);
    if (scanner.check(begin, count) < count) return false;
    for (let line = 0; line < count; line += 1) if (!this.#takeEntry(line)) return false;
    this.#keepLeaves(count);
    return true;
  }

  /** What the first entry says of the one before it, the segment before it must bear out. */
  #takeFirst(begin: number): boolean {
    const envelope = readEnvelope(this.#scanner.text.subarray(begin, this.#scanner.endOf(0)));
    if (envelope?.seq !== this.#first) return false;
    const prev = this.#first === 0 ? '0'.repeat(2 * HASH_BYTES) : envelope.prev;
    this.#scanner.begin(this.#first, Buffer.from(prev, 'hex'));
    this.#firstTime = envelope.time;
    return true;
  }

  #hashLines(begin: number, count: number): void {
    const scanner = this.#scanner;
    let from = begin;
    for (let line = 0; line < count; line += 1) {
      const end = scanner.endOf(line);
      // With the zero in front of the line.
      scanner.putLeaf(line, hash('sha256', scanner.text.subarray(from - 1, end), LEAF));
      from = end + 1;
    }
  }

  /** Takes what an entry says, which is the one that must stand there. */
  #takeEntry(line: number): boolean {
    const entry = this.#scanner.entry(line);
    const { text } = this.#scanner;
    const seq = this.#first + this.#count + line;
    const end = this.#scanner.endOf(line);
    if (entry.type === undefined) return this.#takeOther(seq, entry.data, end, entry.fell);
    this.#exchanges.take(entry.type, seq, entry);
    this.#exchanges.takeBodies(seq, text, entry.data, end);
    return !entry.fell;
  }

  /** Takes an entry that belongs to no exchange. Behind its time, at `at`, stands its type. */
  #takeOther(seq: number, at: number, end: number, fell: boolean): boolean {
    const { text } = this.#scanner;
    const found = MIDDLE.exec(text.toString('latin1', at, Math.min(end, at + MAX_MIDDLE)));
    if (!found) return false;
    const [middle, type] = found as unknown as [string, string];
    if (fell && type !== 'clock') return false;
    if (type === 'start') this.#exchanges.start(seq);
    const entry = text.subarray(at - TIME_LENGTH, end);
    const time = entry.toString('latin1', 0, TIME_LENGTH);
    const data = TIME_LENGTH + middle.length - 1;
    return readSpecial({ seq, type, time }, entry, data, this.#special);
  }

  #keepLeaves(count: number): void {
    const at = this.#count * HASH_BYTES;
    const end = at + count * HASH_BYTES;
    if (end > this.#leaves.length) {
      const larger = Buffer.allocUnsafeSlow(2 * end);
      this.#leaves.copy(larger, 0, 0, at);
      this.#leaves = larger;
    }
    this.#scanner.leaves(count).copy(this.#leaves, at);
    this.#count += count;
  }
}
