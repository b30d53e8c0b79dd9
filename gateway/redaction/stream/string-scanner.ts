import { BACKSLASH, QUOTE, SPACE } from './bytes.ts';
import type { JsonFaultCode } from '../../json/read.ts';

/** What the next byte must be, within an escape. */
const PLAIN = 0;
const LETTER = 1;
const HEX = 2;
/** After the first half of a character beyond U+FFFF: the backslash and the `u` of the second. */
const SECOND_BACKSLASH = 3;
const SECOND_LETTER = 4;

/** What may follow a backslash besides `u` (RFC 8259 section 7). */
const LETTERS: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const LETTER_U = 0x75;

/** Finds the end of a string that may be cut into chunks anywhere. */
export class StringScanner {
  /** Whether the string had an escape; to be unset before each string. */
  escaped = false;
  /** Why the last scan failed, and where. */
  fault: JsonFaultCode = 'invalid-json';
  faultAt = 0;
  #expected = PLAIN;
  #digits = 0;
  #unit = 0;
  #afterFirstHalf = false;

  /**
   * The index after the string's closing quote; `CUT` where the bytes end before it, and the next
   * scan goes on; `FAULT` where the string is none.
   */
  scan(bytes: Buffer, from: number): number {
    const { length } = bytes;
    let at = from;
    while (at < length) {
      if (this.#expected !== PLAIN) {
        if (!this.#takeEscape(bytes[at]!)) return this.#fail(at);
      } else {
        at = skipPlain(bytes, at);
        if (at === length) break;
        const byte = bytes[at]!;
        if (byte === QUOTE) return at + 1;
        if (byte !== BACKSLASH) return this.#fail(at);
        this.escaped = true;
        this.#expected = LETTER;
      }
      at += 1;
    }
    return CUT;
  }

  #takeEscape(byte: number): boolean {
    switch (this.#expected) {
      case LETTER:
        if (byte === LETTER_U) this.#expectDigits();
        else this.#expected = PLAIN;
        return byte === LETTER_U || LETTERS.has(byte);
      case HEX:
        return this.#takeDigit(byte);
      case SECOND_BACKSLASH:
        this.#expected = SECOND_LETTER;
        this.fault = byte === BACKSLASH ? this.fault : 'lone-surrogate';
        return byte === BACKSLASH;
      default:
        this.#expectDigits();
        this.fault = byte === LETTER_U ? this.fault : 'lone-surrogate';
        return byte === LETTER_U;
    }
  }

  #expectDigits(): void {
    this.#expected = HEX;
    this.#digits = 0;
    this.#unit = 0;
  }

  /** RFC 8259 section 8.2: half a character alone is read in many ways. */
  #takeDigit(byte: number): boolean {
    const digit = hexOf(byte);
    if (digit < 0) return false;
    this.#unit = this.#unit * 16 + digit;
    this.#digits += 1;
    if (this.#digits < 4) return true;
    const isFirstHalf = this.#unit >= 0xd800 && this.#unit < 0xdc00;
    const isSecondHalf = this.#unit >= 0xdc00 && this.#unit < 0xe000;
    if (isSecondHalf !== this.#afterFirstHalf) {
      this.fault = 'lone-surrogate';
      return false;
    }
    this.#afterFirstHalf = isFirstHalf;
    this.#expected = isFirstHalf ? SECOND_BACKSLASH : PLAIN;
    return true;
  }

  #fail(at: number): number {
    this.faultAt = at;
    return FAULT;
  }
}

/** The index of the next byte that a string cannot hold as it is, or of the end. */
export function skipPlain(bytes: Buffer, from: number): number {
  const { length } = bytes;
  let at = from;
  while (at < length) {
    const byte = bytes[at]!;
    if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) break;
    at += 1;
  }
  return at;
}

/** What `scan` returns where there is no end to tell. */
export const CUT = -1;
export const FAULT = -2;

function hexOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
