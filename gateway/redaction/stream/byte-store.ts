import { EMPTY } from './bytes.ts';

/** Below so many bytes a loop is faster than a call of the runtime. */
const FEW_BYTES = 64;

/** Bytes that are gathered piece by piece. */
export class ByteStore {
  #bytes: Buffer = EMPTY;
  #length = 0;
  #expected = 64;

  /** How many bytes there are. */
  get length(): number {
    return this.#length;
  }

  /** Says how many bytes are likely to come, so that room is made for them at once. */
  expect(length: number): void {
    this.#expected = length;
  }

  /** Takes a copy of the bytes from `start` to before `end`. */
  append(bytes: Buffer, start: number, end: number): void {
    const added = end - start;
    if (added <= 0) return;
    const length = this.#length + added;
    if (length > this.#bytes.length) this.#grow(length);
    if (added < FEW_BYTES) {
      const target = this.#bytes;
      for (let at = start, to = this.#length; at < end; at += 1, to += 1) target[to] = bytes[at]!;
    } else {
      bytes.copy(this.#bytes, this.#length, start, end);
    }
    this.#length = length;
  }

  /** As `append`, and a short text after it: one call for what masking does most. */
  appendBoth(bytes: Buffer, start: number, end: number, text: Buffer): void {
    const added = end - start;
    const textLength = text.length;
    if (added >= FEW_BYTES || textLength >= FEW_BYTES) {
      this.append(bytes, start, end);
      this.append(text, 0, textLength);
      return;
    }
    const length = this.#length + added + textLength;
    if (length > this.#bytes.length) this.#grow(length);
    const target = this.#bytes;
    let to = this.#length;
    for (let at = start; at < end; at += 1, to += 1) target[to] = bytes[at]!;
    for (let at = 0; at < textLength; at += 1, to += 1) target[to] = text[at]!;
    this.#length = to;
  }

  /** The bytes from `start` on; they are gone from here. */
  take(start = 0): Buffer {
    const taken = this.#bytes.subarray(start, this.#length);
    this.clear();
    return taken;
  }

  /** Forgets the bytes, and their memory. */
  clear(): void {
    this.#bytes = EMPTY;
    this.#length = 0;
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2, this.#expected));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
