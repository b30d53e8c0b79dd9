/** Splits a stream of bytes into the JSON texts that it holds: lines, or the elements of arrays. */

/** The longest text. OPA's own limit of an upload is far below. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** One JSON text. */
export interface Piece {
  /** Empty where it is too long. */
  bytes: Buffer;
  /** Number of the line, or of the element, from 1. */
  number: number;
  tooLong: boolean;
}

/** Splits chunk by chunk, holding no more than one text and one chunk. */
export interface Splitter {
  push(chunk: Buffer): Piece[];
  /** What is left at the end. */
  end(): Piece[];
}

/** A splitter at line feeds. */
export function splitLines(): Splitter {
  const text = new OpenText();
  let number = 0;
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let begin = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, begin)) {
        pieces.push({ ...text.close(chunk.subarray(begin, end)), number: (number += 1) });
        begin = end + 1;
      }
      if (begin < chunk.length) text.add(chunk.subarray(begin));
      return pieces;
    },
    end: () => (text.isEmpty ? [] : [{ ...text.close(), number: number + 1 }]),
  };
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * A splitter of arrays, one or several behind each other, into their elements: OPA uploads its
 * decision log so. It only looks for where elements end; whether one is JSON shows when it is parsed.
 */
export function splitArrays(): Splitter {
  const text = new OpenText();
  let number = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;

  const push = (chunk: Buffer): Piece[] => {
    const pieces: Piece[] = [];
    let begin = 0;
    const close = (end: number): void => {
      const closed = text.close(chunk.subarray(begin, end));
      if (isElement(closed)) pieces.push({ ...closed, number: (number += 1) });
    };
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (byte === QUOTE) {
        inString = true;
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        depth += 1;
        if (depth > 1 || byte === OPEN_OBJECT) continue;
        close(at);
        begin = at + 1;
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        depth = Math.max(0, depth - 1);
        if (depth > 0 || byte === CLOSE_OBJECT) continue;
        close(at);
        begin = at + 1;
      } else if (byte === COMMA && depth === 1) {
        close(at);
        begin = at + 1;
      }
    }
    if (begin < chunk.length) text.add(chunk.subarray(begin));
    return pieces;
  };
  const end = (): Piece[] => {
    const closed = text.close();
    return isElement(closed) ? [{ ...closed, number: number + 1 }] : [];
  };
  return { push, end };
}

/** Not the white space around an array and its elements (RFC 8259 section 2). */
function isElement({ bytes, tooLong }: Omit<Piece, 'number'>): boolean {
  return tooLong || bytes.some((byte) => byte > 0x20);
}

/** The text that is not complete yet. */
class OpenText {
  #parts: Buffer[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > MAX_TEXT_BYTES) this.#parts = [];
    else this.#parts.push(part);
  }

  close(last: Buffer = Buffer.alloc(0)): Omit<Piece, 'number'> {
    const length = this.#bytes + last.length;
    const tooLong = length > MAX_TEXT_BYTES;
    const whole = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#bytes = 0;
    return { bytes: tooLong ? Buffer.alloc(0) : whole, tooLong };
  }
}
