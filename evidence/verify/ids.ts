/** Ids of exchanges (UUIDs, RFC 9562, in lower case) as numbers: no text is made of one before somebody asks for it. */
import { ID_BYTES, slotId } from '../../gateway/ledger/seal/wrap.ts';

/** 32-bit words of an id. */
export const ID_WORDS = 4;
/** Where the digits of each word stand in an id's text, four by four, and its dashes. */
const DIGITS = [0, 4, 9, 14, 19, 24, 28, 32];
const DASHES = [8, 13, 18, 23];
const DASH = 0x2d;
const WORD_BYTES = 4;

/** Of each byte its value as a digit in lower-case hex; -1 where it is none. */
const VALUE = Int8Array.from({ length: 256 }, (_, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte)),
);

/** Reads the id that stands as text at `begin` into `id`; false where there is none. */
export function parseId(buffer: Uint8Array, begin: number, id: Uint32Array): boolean {
  let wrong = 0;
  for (let word = 0; word < ID_WORDS; word += 1) {
    const high = readDigits(buffer, begin + DIGITS[2 * word]!);
    const low = readDigits(buffer, begin + DIGITS[2 * word + 1]!);
    wrong |= high | low;
    id[word] = (high << 16) | low;
  }
  for (const at of DASHES) if (buffer[begin + at] !== DASH) return false;
  return wrong >= 0;
}

/** Four digits; negative where one is none. */
function readDigits(buffer: Uint8Array, at: number): number {
  const [a, b] = [VALUE[buffer[at]!]!, VALUE[buffer[at + 1]!]!];
  const [c, d] = [VALUE[buffer[at + 2]!]!, VALUE[buffer[at + 3]!]!];
  return (a << 12) | (b << 8) | (c << 4) | d;
}

/** Ids in the order in which they were put. */
export class Ids {
  #words = new Uint32Array(ID_WORDS * 1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Puts an id behind the others; gives its place. */
  push(id: Uint32Array): number {
    const at = this.#length * ID_WORDS;
    if (at === this.#words.length) {
      const larger = new Uint32Array(2 * at);
      larger.set(this.#words);
      this.#words = larger;
    }
    for (let word = 0; word < ID_WORDS; word += 1) this.#words[at + word] = id[word]!;
    this.#length += 1;
    return this.#length - 1;
  }

  /** Whether this one has that place. */
  has(place: number, id: Uint32Array): boolean {
    const at = place * ID_WORDS;
    for (let word = 0; word < ID_WORDS; word += 1)
      if (this.#words[at + word] !== id[word]) return false;
    return true;
  }

  /** Whether its 16 bytes stand at `begin` of `bytes`. */
  standsAt(place: number, bytes: Buffer, begin: number): boolean {
    const at = place * ID_WORDS;
    for (let word = 0; word < ID_WORDS; word += 1)
      if (bytes.readUInt32BE(begin + WORD_BYTES * word) !== this.#words[at + word]) return false;
    return true;
  }

  /** As text. */
  textAt(place: number): string {
    const at = place * ID_WORDS;
    return idText(this.#words.subarray(at, at + ID_WORDS));
  }
}

/** An id as text. */
export function idText(id: Uint32Array): string {
  const bytes = Buffer.alloc(ID_BYTES);
  for (const [word, value] of id.entries()) bytes.writeUInt32BE(value, WORD_BYTES * word);
  return slotId(bytes);
}
