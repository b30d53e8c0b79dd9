/**
 * Memory for what leaves of one body: pieces that were asked for one after the other stand behind each
 * other, so that they need not be copied to be one.
 */
export class Room {
  readonly #bytes: Buffer;
  #used = 0;

  /** For more than there is in `bytes` there is other memory. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Memory for so many bytes, with anything in it. */
  take(length: number): Buffer {
    const end = this.#used + length;
    if (end > this.#bytes.length) return Buffer.allocUnsafe(length);
    const taken = this.#bytes.subarray(this.#used, end);
    this.#used = end;
    return taken;
  }
}
