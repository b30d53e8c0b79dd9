/** Looks through the entries of a segment in WebAssembly, many lines at a time, in memory that the file is read into. */
import { readFileSync } from 'node:fs';
import { EXCHANGE_TYPES, type ExchangeType } from '../../gateway/ledger/exchange-types.ts';
import { ID_WORDS } from './ids.ts';
import { BLOCK_BUFFER } from './lines.ts';
import {
  BEHIND_HASH,
  ENDS,
  HASH_BYTES,
  HEAD,
  HEAD_DIGIT,
  HEAD_LENGTH,
  HEX_DIGITS,
  ID,
  INTENT,
  KEY,
  LEAVES,
  MIDDLES,
  MIDDLE_COUNT,
  MIDDLE_SIZE,
  MIDDLE_TEXT,
  RECORDS,
  RECORD_DATA,
  RECORD_FELL,
  RECORD_ID,
  RECORD_INTENT,
  RECORD_KEY,
  RECORD_NAMED,
  RECORD_SIZE,
  RECORD_TYPE,
  TEXT,
  TIME,
  TIME_LENGTH,
} from './wasm/layout.ts';

/** The build of `wasm/scan.ts`: `npm run scanner` makes it. */
export const SCANNER_FILE = new URL('wasm/scan.wasm', import.meta.url);

const module = new WebAssembly.Module(readFileSync(SCANNER_FILE));
const WORD = 4;
const DOUBLE = 8;

interface Exports {
  memory: WebAssembly.Memory;
  split(begin: number, end: number): number;
  check(begin: number, count: number): number;
  readExchange(data: number, end: number, record: number): void;
}

/** What an entry says of its exchange. */
export interface SaidOfExchange {
  /** Whether it names its exchange. */
  named: boolean;
  /** The 16 bytes of that name as four words; zeros where there is none. */
  id: Uint32Array;
  /** Numbers of the entries that it names; -1 where it names none. */
  key: number;
  intent: number;
}

/** An entry that was looked through. It is written over by the next that is asked for. */
export interface ScannedEntry extends SaidOfExchange {
  /** Undefined where it belongs to no exchange. */
  type: ExchangeType | undefined;
  /** Where in the text its data begin; of an entry that belongs to no exchange, what is behind its time. */
  data: number;
  /** Whether it is earlier than the entry before. */
  fell: boolean;
}

const idle: Scanner[] = [];

/** A scanner with a memory of its own. */
export class Scanner {
  /** Lines are put here, from byte 1 on; all positions are in it. */
  readonly text: Buffer;
  readonly #exports: Exports;
  readonly #memory: Buffer;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #entry: ScannedEntry = {
    type: undefined,
    data: 0,
    fell: false,
    named: false,
    id: new Uint32Array(ID_WORDS),
    key: 0,
    intent: 0,
  };

  private constructor() {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const { buffer } = this.#exports.memory;
    this.#memory = Buffer.from(buffer);
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.text = this.#memory.subarray(TEXT, TEXT + BLOCK_BUFFER);
    this.#writeTexts();
  }

  /** Lends a scanner to `use`. */
  static async lend<T>(use: (scanner: Scanner) => Promise<T> | T): Promise<T> {
    const scanner = idle.pop() ?? new Scanner();
    try {
      return await use(scanner);
    } finally {
      idle.push(scanner);
    }
  }

  /** The next entry is number `seq`, and the one before it has that leaf hash. */
  begin(seq: number, prev: Uint8Array): void {
    const number = `{"v":2,"seq":${seq}`;
    const head = `${number},"prev":"`;
    this.#memory.write(head, HEAD, 'latin1');
    this.#words[HEAD_LENGTH / WORD] = head.length;
    this.#words[HEAD_DIGIT / WORD] = HEAD + number.length - 1;
    this.#memory.set(prev, LEAVES);
    this.#memory.fill(0, TIME, TIME + TIME_LENGTH);
  }

  /** Finds the lines from `begin` to before `end`; gives how many, at most 4096. In front of each there is a zero then. */
  split(begin: number, end: number): number {
    return this.#exports.split(TEXT + begin, TEXT + end);
  }

  /** Where a line ends. */
  endOf(line: number): number {
    return this.#words[ENDS / WORD + line]! - TEXT;
  }

  /** Puts the leaf hash of a line, a character a byte. */
  putLeaf(line: number, leaf: string): void {
    this.#memory.write(leaf, LEAVES + HASH_BYTES * (line + 1), 'latin1');
  }

  /** The leaf hashes of so many lines, until the next are put. */
  leaves(count: number): Buffer {
    return this.#memory.subarray(LEAVES + HASH_BYTES, LEAVES + HASH_BYTES * (count + 1));
  }

  /**
   * Checks so many lines, the first of which begins at `begin`, once their leaf hashes are put; gives how many come before one
   * that is not the entry that must stand there.
   */
  check(begin: number, count: number): number {
    return this.#exports.check(TEXT + begin, count);
  }

  /** What was found in a line that is as it must be. */
  entry(line: number): ScannedEntry {
    const record = RECORDS + RECORD_SIZE * line;
    const words = this.#words;
    const entry = this.#entry;
    entry.type = EXCHANGE_TYPES[words[(record + RECORD_TYPE) / WORD]!];
    entry.data = words[(record + RECORD_DATA) / WORD]! - TEXT;
    entry.fell = words[(record + RECORD_FELL) / WORD] !== 0;
    if (entry.type !== undefined) this.#readSaid(record);
    return entry;
  }

  /** What the data of one entry, from `data` on, say of its exchange. */
  readExchange(entry: Buffer, data: number): SaidOfExchange {
    entry.copy(this.text);
    this.#exports.readExchange(TEXT + data, TEXT + entry.length, RECORDS);
    this.#readSaid(RECORDS);
    return this.#entry;
  }

  /** The time of the last entry that was looked at. */
  get time(): string {
    return this.#memory.toString('latin1', TIME, TIME + TIME_LENGTH);
  }

  #readSaid(record: number): void {
    const words = this.#words;
    const entry = this.#entry;
    entry.named = words[(record + RECORD_NAMED) / WORD] !== 0;
    const id = (record + RECORD_ID) / WORD;
    for (let word = 0; word < ID_WORDS; word += 1) entry.id[word] = words[id + word]!;
    entry.key = this.#doubles[(record + RECORD_KEY) / DOUBLE]!;
    entry.intent = this.#doubles[(record + RECORD_INTENT) / DOUBLE]!;
  }

  #writeTexts(): void {
    const memory = this.#memory;
    memory.write('","time":"', BEHIND_HASH);
    memory.write('{"id":"', ID);
    memory.write(',"key":', KEY);
    memory.write(',"intent":', INTENT);
    memory.write('0123456789abcdef', HEX_DIGITS);
    this.#words[MIDDLE_COUNT / WORD] = EXCHANGE_TYPES.length;
    for (const [index, type] of EXCHANGE_TYPES.entries()) {
      const middle = MIDDLES + MIDDLE_SIZE * index;
      const length = memory.write(`","type":"${type}","data":{`, middle + MIDDLE_TEXT);
      this.#words[middle / WORD] = length;
    }
  }
}
