/**
 * The only beginning that the next entry can have: its number and the leaf hash of the entry before, as bytes, so that an
 * entry is compared without making text of it.
 */
const ZERO = 0x30;
const NINE = 0x39;

/** `{"v":2,"seq":…,"prev":"…","time":"` of one entry after the other. */
export class ExpectedHead {
  #bytes: Buffer;
  /** Where the last digit of the number stands, and the first of the hash. */
  #digit: number;
  #hash: number;

  /** That of entry `seq`, with 64 zeros for the hash of the entry before. */
  constructor(seq: number) {
    const begin = `{"v":2,"seq":${seq}`;
    const middle = ',"prev":"';
    this.#bytes = Buffer.from(`${begin}${middle}${'0'.repeat(64)}","time":"`, 'latin1');
    this.#digit = begin.length - 1;
    this.#hash = begin.length + middle.length;
  }

  /** Its length in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Whether it stands in `buffer` at `begin`. */
  standsAt(buffer: Buffer, begin: number): boolean {
    const { length } = this.#bytes;
    return buffer.compare(this.#bytes, 0, length, begin, begin + length) === 0;
  }

  /** Goes on to the entry behind the one with that leaf hash, in hex. */
  follow(leaf: string): void {
    this.#bytes.write(leaf, this.#hash, 'latin1');
    this.#count();
  }

  #count(): void {
    const bytes = this.#bytes;
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
    const [before, behind] = [this.#bytes.subarray(0, at), this.#bytes.subarray(at)];
    this.#bytes = Buffer.from([...before, ZERO + 1, ...behind]);
    this.#digit += 1;
    this.#hash += 1;
  }
}
