/** Ids of exchanges (UUIDs, RFC 9562) as four words of their bytes: no text is made of one before somebody asks for it. */
import { slotId } from '../../gateway/ledger/seal/wrap.ts';

/** 32-bit words of an id. */
export const ID_WORDS = 4;
const WORD_BYTES = 4;

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
      if (bytes.readUInt32LE(begin + WORD_BYTES * word) !== this.#words[at + word]) return false;
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
  return slotId(Buffer.from(id.buffer, id.byteOffset, id.byteLength));
}
