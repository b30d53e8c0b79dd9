/**
 * JSON text that every parser reads alike, OPA's lax one too, so that it need not be written anew: strict
 * (RFC 8259), without space, without escaped surrogates, names in the order of their bytes and so none
 * twice. It is what `opa build` makes of data, but for names with a backslash.
 */
import { isUtf8 } from 'node:buffer';

/** How many arrays and objects may stand in one another: OPA reads them by recursion. */
const MAX_DEPTH = 1000;

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LETTER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** 1 for a byte that stands in a string for itself: no quote, no backslash, no control character. */
const IN_STRING = new Uint8Array(256)
  .fill(1, 0x20)
  .fill(0, QUOTE, QUOTE + 1)
  .fill(0, BACKSLASH, BACKSLASH + 1);

/** Escapes that Go's encoder writes though JSON does not need them, and what they stand for. */
const HTML = new Map([
  ['\\u003c', '<'],
  ['\\u003e', '>'],
  ['\\u0026', '&'],
]);
const HTML_LENGTH = 6;

/** An object as plain JSON text. Only `read` makes one. */
export class PlainJson {
  /** In UTF-8. */
  readonly bytes: Buffer;
  readonly #escapes: readonly number[];

  private constructor(bytes: Buffer, escapes: readonly number[]) {
    this.bytes = bytes;
    this.#escapes = escapes;
  }

  /** The text, without a line's end behind it; undefined where it is not plain, or no object. */
  static read(text: Buffer): PlainJson | undefined {
    const bytes = PlainJson.trim(text);
    if (bytes[0] !== OPEN_OBJECT || !isUtf8(bytes)) return undefined;
    const scanner = new Scanner(bytes);
    return scanner.isPlain() ? new PlainJson(bytes, scanner.escapes) : undefined;
  }

  /** The text without a line's end behind it. */
  static trim(text: Buffer): Buffer {
    return text.at(-1) === 0x0a ? text.subarray(0, -1) : text;
  }

  /** Whether it has none of Go's needless escapes: `parts` are then its bytes. */
  get isHashed(): boolean {
    return this.#escapes.length === 0;
  }

  /** The same value in parts one behind the other, without Go's needless escapes. */
  *parts(): Generator<Buffer | string> {
    let done = 0;
    for (const at of this.#escapes) {
      yield this.bytes.subarray(done, at);
      done = at + HTML_LENGTH;
      yield HTML.get(this.bytes.toString('latin1', at, done))!;
    }
    yield this.bytes.subarray(done);
  }
}

/** Goes over the bytes once. Its methods give the offset behind what stands at one, or -1. */
class Scanner {
  /** Where Go's needless escapes are. */
  readonly escapes: number[] = [];
  readonly #bytes: Buffer;
  readonly #closing = new Uint8Array(MAX_DEPTH + 1);
  /** Offset of the name before, in each object that is open; 0 where there is none. */
  readonly #name = new Uint32Array(MAX_DEPTH + 1);

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  isPlain(): boolean {
    const bytes = this.#bytes;
    let depth = 0;
    let at = 0;
    for (;;) {
      const byte = bytes[at];
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (depth === MAX_DEPTH) return false;
        const closing = byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY;
        at += 1;
        if (bytes[at] === closing) at += 1;
        else {
          depth += 1;
          this.#closing[depth] = closing;
          this.#name[depth] = 0;
          if (closing === CLOSE_OBJECT) at = this.#readName(at, depth);
          if (at < 0) return false;
          continue;
        }
      } else if (byte === QUOTE) at = this.#skipString(at);
      else at = this.#skipScalar(at);
      if (at < 0) return false;

      while (depth > 0 && bytes[at] === this.#closing[depth]) {
        depth -= 1;
        at += 1;
      }
      if (depth === 0) return at === bytes.length;
      if (bytes[at] !== COMMA) return false;
      at += 1;
      if (this.#closing[depth] === CLOSE_OBJECT) at = this.#readName(at, depth);
      if (at < 0) return false;
    }
  }

  /** A name that stands behind the one before, and its colon. */
  #readName(at: number, depth: number): number {
    const bytes = this.#bytes;
    const before = this.#name[depth]!;
    this.#name[depth] = at;
    if (bytes[at] !== QUOTE) return -1;
    let next = at + 1;
    if (before !== 0) {
      const ahead = before - at;
      while (IN_STRING[bytes[next]!] === 1 && bytes[next] === bytes[next + ahead]) next += 1;
      // A name that ends here is in front of a longer one, whatever the quote's own value is.
      const other = bytes[next + ahead]!;
      if (bytes[next] === QUOTE || (other !== QUOTE && bytes[next]! < other)) return -1;
    }
    while (IN_STRING[bytes[next]!] === 1) next += 1;
    return bytes[next] === QUOTE && bytes[next + 1] === COLON ? next + 2 : -1;
  }

  #skipString(at: number): number {
    const bytes = this.#bytes;
    for (let next = at + 1; ; next += 1) {
      while (IN_STRING[bytes[next]!] === 1) next += 1;
      if (bytes[next] === QUOTE) return next + 1;
      if (bytes[next] !== BACKSLASH) return -1;
      next = this.#skipEscape(next);
      if (next < 0) return -1;
    }
  }

  /** Gives the offset of the escape's last byte. */
  #skipEscape(at: number): number {
    if (this.#bytes[at + 1] !== LETTER_U) {
      return '"\\/bfnrt'.includes(this.#bytes.toString('latin1', at + 1, at + 2) || ' ')
        ? at + 1
        : -1;
    }
    const escape = this.#bytes.toString('latin1', at, at + HTML_LENGTH);
    if (HTML.has(escape)) this.escapes.push(at);
    else if (!/^\\u(?:[0-9a-ce-f][0-9a-f]|d[0-7])[0-9a-f]{2}$/i.test(escape)) return -1;
    return at + HTML_LENGTH - 1;
  }

  /** A number or a literal name. */
  #skipScalar(at: number): number {
    const bytes = this.#bytes;
    const first = bytes[at];
    if (first === undefined) return -1;
    if (first > 0x39) {
      const word = WORDS.find((word) => word[0] === first);
      if (word === undefined) return -1;
      for (let index = 1; index < word.length; index += 1) {
        if (bytes[at + index] !== word[index]) return -1;
      }
      return at + word.length;
    }
    let next = first === MINUS ? at + 1 : at;
    if (bytes[next] === 0x30) next += 1;
    else if ((next = this.#skipDigits(next)) < 0) return -1;
    if (bytes[next] === 0x2e && (next = this.#skipDigits(next + 1)) < 0) return -1;
    if (bytes[next] === 0x65 || bytes[next] === 0x45) {
      const sign = bytes[next + 1];
      next = this.#skipDigits(sign === PLUS || sign === MINUS ? next + 2 : next + 1);
    }
    return next;
  }

  /** One digit or more. */
  #skipDigits(at: number): number {
    let next = at;
    while (this.#bytes[next]! >= 0x30 && this.#bytes[next]! <= 0x39) next += 1;
    return next > at ? next : -1;
  }
}
