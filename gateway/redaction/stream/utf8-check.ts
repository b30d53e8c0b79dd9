import { isUtf8 } from 'node:buffer';
import { copyOf, EMPTY } from './bytes.ts';

/** Checks that chunks, put together, are UTF-8 (RFC 3629), whole runs at a time. */
export class Utf8Check {
  /** A character's first bytes, where a chunk ended within it. */
  #cut: Buffer = EMPTY;

  /** Whether what came so far can be the beginning of UTF-8. */
  accepts(chunk: Buffer): boolean {
    // Most chunks are whole characters, and all that is asked of them is this.
    if (this.#cut.length === 0 && isUtf8(chunk)) return true;
    let start = 0;
    if (this.#cut.length > 0) {
      start = Math.min(lengthOf(this.#cut[0]!) - this.#cut.length, chunk.length);
      for (let at = 0; at < start; at += 1) if (!isContinuation(chunk[at]!)) return false;
      const character = Buffer.concat([this.#cut, chunk.subarray(0, start)]);
      if (character.length < lengthOf(character[0]!)) {
        this.#cut = character;
        return true;
      }
      if (!isUtf8(character)) return false;
      this.#cut = EMPTY;
    }
    const end = endOfWhole(chunk, start);
    if (end < chunk.length) this.#cut = copyOf(chunk, end, chunk.length);
    return isUtf8(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
  }
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

/** How many bytes a character has that begins with this byte; what begins none is found by isUtf8. */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

/** Where the character begins that the end of a chunk cuts, or the end. */
function endOfWhole(chunk: Buffer, start: number): number {
  const { length } = chunk;
  for (let back = 1; back <= 3 && length - back >= start; back += 1) {
    const byte = chunk[length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthOf(byte) > back ? length - back : length;
  }
  return length;
}
