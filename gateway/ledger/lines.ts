/** The lines of a batch: each is written and hashed where it lies, so that none is copied. */
import { hash } from 'node:crypto';
import { HASH_BYTES } from './tree/hash.ts';

const LF = 0x0a;
/** What most batches find room in; memory of this length is used again. */
const ROOM = 64 * 1024;
const MAX_FREE = 4;
const MAX_UTF8_BYTES = 3;
/** For how many hashes there is room at first. */
const ROOM_HASHES = 32;

const free: Buffer[] = [];

/** Lines that follow one another. */
export class Lines {
  #memory = free.pop() ?? Buffer.allocUnsafeSlow(ROOM);
  /** In front is room for one byte. */
  #end = 1;
  #hashes = Buffer.allocUnsafe(ROOM_HASHES * HASH_BYTES);
  #count = 0;

  /** Bytes of all lines. */
  get length(): number {
    return this.#end - 1;
  }

  /** The bytes of all lines, until `release`. */
  get bytes(): Buffer {
    return this.#memory.subarray(1, this.#end);
  }

  /** The leaf hashes of all lines, one after the other. */
  get leaves(): Buffer {
    return this.#hashes.subarray(0, this.#count * HASH_BYTES);
  }

  /** Adds a text without line feeds, and a line feed; gives its leaf hash (RFC 6962 section 2.1) in hex. */
  add(text: string): string {
    this.#reserve(text.length * MAX_UTF8_BYTES + 1);
    const memory = this.#memory;
    const begin = this.#end - 1;
    const end = this.#end + memory.write(text, this.#end);
    // The byte before, which ends the line before, makes way for the zero that an entry is hashed with.
    memory[begin] = 0;
    const leaf = hash('sha256', memory.subarray(begin, end), 'hex');
    memory[begin] = LF;
    memory[end] = LF;
    this.#end = end + 1;
    this.#keep(leaf);
    return leaf;
  }

  /** Gives the memory back: to be called once it is written, or never. */
  release(): void {
    if (this.#memory.length === ROOM && free.length < MAX_FREE) free.push(this.#memory);
  }

  #keep(leaf: string): void {
    const begin = this.#count * HASH_BYTES;
    if (begin === this.#hashes.length) {
      const larger = Buffer.allocUnsafe(2 * begin);
      this.#hashes.copy(larger);
      this.#hashes = larger;
    }
    this.#hashes.write(leaf, begin, 'hex');
    this.#count += 1;
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#memory.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * needed);
    this.#memory.copy(larger, 0, 0, this.#end);
    this.release();
    this.#memory = larger;
  }
}
