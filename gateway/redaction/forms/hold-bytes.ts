import { unmaskable } from './unmaskable.ts';

const SMALLEST = 256;

/**
 * Bytes that wait for what follows them. They are copied, so that an upstream that sends single
 * bytes costs no more memory than one that sends large pieces.
 */
export class HeldBytes {
  readonly #limit: number;
  #bytes = Buffer.alloc(0);
  #length = 0;

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Throws a Refusal `unmaskable-response` where there would be more than the limit. */
  add(piece: Buffer): void {
    const length = this.#fit(piece.length);
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(SMALLEST, length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** What was held, with `last` behind it; then nothing is held. Throws as `add` does. */
  take(last: Buffer): Buffer {
    if (this.#length === 0) {
      this.#fit(last.length);
      return last;
    }
    this.add(last);
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return taken;
  }

  #fit(more: number): number {
    const length = this.#length + more;
    if (length > this.#limit) {
      const detail = `A part of the response has more than ${this.#limit} bytes, and under a mask it must be held whole.`;
      throw unmaskable(detail);
    }
    return length;
  }
}
