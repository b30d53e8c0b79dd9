/**
 * The only beginning that the next entry can have: its number and the leaf hash of the entry before, compared as bytes, so that
 * no text is made of either.
 */
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { standsAt } from './stands-at.ts';

const ZERO = 0x30;
const NINE = 0x39;
const BEHIND = Uint8Array.from(Buffer.from('","time":"'));
/** Of each byte its two hex digits, the first in the low byte. */
const HEX = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16LE(),
);

/** `{"v":2,"seq":…,"prev":"…","time":"` of one entry after the other. */
export class ExpectedHead {
  /** What stands before the hash. */
  #before: Uint8Array;
  /** Where the last digit of the number stands. */
  #digit: number;

  /** That of entry `seq`. */
  constructor(seq: number) {
    const begin = `{"v":2,"seq":${seq}`;
    this.#before = Uint8Array.from(Buffer.from(`${begin},"prev":"`));
    this.#digit = begin.length - 1;
  }

  /** Its length in bytes. */
  get length(): number {
    return this.#before.length + 2 * HASH_BYTES + BEHIND.length;
  }

  /** Whether it stands in `buffer` at `begin`, with the hash that ends before `end` of `leaves`; without one, with zeros. */
  standsAt(buffer: Uint8Array, begin: number, leaves: Uint8Array, end: number): boolean {
    const hash = begin + this.#before.length;
    if (!standsAt(this.#before, buffer, begin)) return false;
    if (!standsAt(BEHIND, buffer, hash + 2 * HASH_BYTES)) return false;
    for (let at = 0; at < HASH_BYTES; at += 1) {
      const byte = end === 0 ? 0 : leaves[end - HASH_BYTES + at]!;
      const digit = hash + 2 * at;
      if ((buffer[digit]! | (buffer[digit + 1]! << 8)) !== HEX[byte]) return false;
    }
    return true;
  }

  /** Goes on to the entry behind. */
  next(): void {
    const bytes = this.#before;
    let at = this.#digit;
    while (bytes[at] === NINE) {
      bytes[at] = ZERO;
      at -= 1;
    }
    if (bytes[at]! >= ZERO && bytes[at]! < NINE) bytes[at]! += 1;
    else this.#widen(at + 1);
  }

  /** All digits were nines: a one is put in front of the zeros that they became. */
  #widen(at: number): void {
    const [before, behind] = [this.#before.subarray(0, at), this.#before.subarray(at)];
    this.#before = Uint8Array.from([...before, ZERO + 1, ...behind]);
    this.#digit += 1;
  }
}
