/**
 * Reads JSON from bytes as they arrive. The one loop over tokens is long so that what it needs for
 * each of them stays in local variables: most tokens are short, and this is where the time goes.
 */
import type { JsonFaultCode } from '../../json/read.ts';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  EMPTY,
  isSpace,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from './bytes.ts';
import { ByteStore } from './byte-store.ts';
import type { Guess } from './guess.ts';
import { mayEnd, NUMBER_START, stepNumber } from './number-scanner.ts';
import { faultAt, tooMuch } from './refuse.ts';
import { FAULT, skipPlain, StringScanner } from './string-scanner.ts';
import { Utf8Check } from './utf8-check.ts';

/** What must come next. */
const VALUE = 0;
const ITEM_OR_CLOSE = 1;
const NAME_OR_CLOSE = 2;
const NAME = 3;
const COLON_NEXT = 4;
const COMMA_OR_CLOSE = 5;
const NOTHING = 6;
/** A token that a chunk's end cut. */
const IN_STRING = 7;
const IN_NAME = 8;
const IN_NUMBER = 9;
const IN_LITERAL = 10;
/** Something was thrown. */
const BROKEN = 11;

const LITERALS: ReadonlyMap<number, Buffer> = new Map(
  ['true', 'false', 'null'].map((text) => [text.charCodeAt(0), Buffer.from(text)]),
);

/**
 * Checks a JSON text as strictly as `readJson` does, but for names that stand twice, and tells of
 * the values that are followed: the root, and what stands right in containers of which `begin` said
 * so. What stands in others is checked and not told of. All indices are those of the chunk.
 */
export abstract class JsonScanner {
  readonly #maxDepth: number;
  readonly #maxName: number;
  readonly #utf8 = new Utf8Check();
  readonly #strings = new StringScanner();
  /** For each open container but the innermost, whether it is an object. */
  readonly #outer: boolean[] = [];
  #inObject = false;
  #mode = VALUE;
  #next = VALUE;
  #depth = 0;
  /** How many of the open containers are followed. */
  #followed = 0;
  /** Whether the value that is next or open in the innermost of them is told of. */
  #told = true;
  #number = 0;
  #literal: Buffer = EMPTY;
  #literalAt = 0;
  /** Of a name that is followed, what stood in earlier chunks. */
  readonly #name = new ByteStore();
  /** Bytes of the chunks before. */
  #before = 0;

  /** Its `next` is the guess of the next name in the innermost container that is followed. */
  protected previous: Guess;

  constructor(maxDepth: number, maxName: number, guesses: Guess) {
    this.previous = guesses;
    this.#maxDepth = maxDepth;
    this.#maxName = maxName;
  }

  /**
   * A name was read; whether `begin` and `ended` are to be called for the member's value. As written it stands in `bytes`, which need not be the chunk, from `start` to
   * before `end`, its closing quote. `at` is the index, in the chunk, after that.
   */
  protected abstract named(
    bytes: Buffer,
    start: number,
    end: number,
    escaped: boolean,
    at: number,
  ): boolean;
  /** A name was read that was guessed right, as `named` is told, and whose value is told of. */
  protected abstract guessed(guess: Guess, bytes: Buffer, start: number, at: number): void;
  /** A value starts. Whether it is followed, if it is a container. */
  protected abstract begin(bytes: Buffer, at: number): boolean;
  /** The value has ended before `at`. */
  protected abstract ended(bytes: Buffer, at: number): void;
  /** A container that is followed closes at `at`. */
  protected abstract closing(bytes: Buffer, at: number): void;

  /** Takes the next chunk. Throws a Refusal where it is not JSON. `ready` must be called after it. */
  protected scan(bytes: Buffer): void {
    const { length } = bytes;
    const outer = this.#outer;
    const strings = this.#strings;
    let mode = this.#mode;
    this.#mode = BROKEN;
    if (mode === BROKEN) throw new Error('the masker was used after it threw');
    if (!this.#utf8.accepts(bytes)) throw faultAt('invalid-json', this.#before);
    let at = 0;
    let depth = this.#depth;
    let followed = this.#followed;
    let inObject = this.#inObject;
    let told = this.#told;

    if (mode >= IN_STRING && length > 0) {
      at = this.#resume(bytes, mode, depth === followed);
      if (at < 0) {
        at = length;
      } else if (mode === IN_NAME) {
        mode = COLON_NEXT;
        told = this.#told;
      } else {
        if (depth === followed && told) this.ended(bytes, at);
        mode = depth === 0 ? NOTHING : COMMA_OR_CLOSE;
      }
    }

    while (at < length) {
      const byte = bytes[at]!;
      if (byte <= SPACE) {
        if (!isSpace(byte)) this.#fail(at);
        at += 1;
        continue;
      }
      switch (mode) {
        case COMMA_OR_CLOSE:
          if (byte !== COMMA) break;
          at += 1;
          mode = inObject ? NAME : VALUE;
          continue;
        case COLON_NEXT:
          if (byte !== COLON) this.#fail(at);
          at += 1;
          mode = VALUE;
          continue;
        case NAME_OR_CLOSE:
        case NAME: {
          if (byte === CLOSE_OBJECT && mode === NAME_OR_CLOSE) break;
          if (byte !== QUOTE) this.#fail(at);
          const start = at + 1;
          const isTold = depth === followed;
          const guess = isTold ? this.previous.next : undefined;
          if (guess && isAt(bytes, start, guess.bytes) && guess.bytes.length <= this.#maxName) {
            at = start + guess.bytes.length;
            this.previous = guess;
            told = guess.told;
            if (told) this.guessed(guess, bytes, start, at);
          } else {
            at = this.#scanString(bytes, start);
            if (at < 0) {
              mode = IN_NAME;
              if (isTold) this.#keepName(bytes, start, length);
              at = length;
              continue;
            }
            if (isTold) {
              if (at - start > this.#maxName) throw tooMuch('a name', this.#maxName);
              told = this.named(bytes, start, at - 1, strings.escaped, at);
            }
          }
          mode = COLON_NEXT;
          if (at < length && bytes[at] === COLON) {
            at += 1;
            mode = VALUE;
          }
          continue;
        }
        case ITEM_OR_CLOSE:
        case VALUE: {
          if (byte === CLOSE_ARRAY && mode === ITEM_OR_CLOSE) break;
          if (depth === followed && !inObject) told = true;
          const isTold = depth === followed && told;
          const isFollowed = isTold && this.begin(bytes, at);
          if (byte === QUOTE) {
            at = this.#scanString(bytes, at + 1);
            if (at < 0) {
              mode = IN_STRING;
              at = length;
              continue;
            }
          } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
            if (depth === this.#maxDepth) this.#fail(at, 'nesting-too-deep');
            outer[depth] = inObject;
            inObject = byte === OPEN_OBJECT;
            depth += 1;
            if (isFollowed) followed += 1;
            mode = inObject ? NAME_OR_CLOSE : ITEM_OR_CLOSE;
            at += 1;
            continue;
          } else if (byte < 0x3a) {
            this.#number = NUMBER_START;
            const end = this.#scanNumber(bytes, at);
            mode = IN_NUMBER;
            at = end < 0 ? length : end;
            if (end < 0) continue;
          } else {
            this.#literal = LITERALS.get(byte) ?? this.#fail(at);
            this.#literalAt = 0;
            const end = this.#scanLiteral(bytes, at);
            mode = IN_LITERAL;
            at = end < 0 ? length : end;
            if (end < 0) continue;
          }
          if (isTold) this.ended(bytes, at);
          if (depth === 0) {
            mode = NOTHING;
          } else if (at < length && bytes[at] === COMMA) {
            at += 1;
            mode = inObject ? NAME : VALUE;
          } else {
            mode = COMMA_OR_CLOSE;
          }
          continue;
        }
        default:
          this.#fail(at);
      }
      // Only a closing bracket comes here, or what should be one.
      if (byte !== (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) this.#fail(at);
      if (depth === followed) {
        this.closing(bytes, at);
        followed -= 1;
        told = true;
      }
      at += 1;
      depth -= 1;
      inObject = outer[depth]!;
      if (depth === followed && told) this.ended(bytes, at);
      mode = depth === 0 ? NOTHING : COMMA_OR_CLOSE;
    }
    this.#depth = depth;
    this.#followed = followed;
    this.#told = told;
    this.#inObject = inObject;
    this.#before += length;
    this.#next = mode;
  }

  /** What came of the last chunk is dealt with; until then, and after a throw, no other is taken. */
  protected ready(): void {
    this.#mode = this.#next;
  }

  /** The text is over; throws a Refusal where it is not whole. */
  protected finish(): void {
    const mode = this.#mode;
    this.#mode = BROKEN;
    if (mode === BROKEN) throw new Error('the masker was used after it threw');
    const isNumber = mode === IN_NUMBER && this.#depth === 0 && mayEnd(this.#number);
    if (!isNumber && mode !== NOTHING) this.#fail(0);
    // Only a number at the root ends with the text.
    if (isNumber) this.ended(EMPTY, 0);
  }

  /** Goes on with a token that was cut: the index after it, or less than zero if it is cut again. */
  #resume(bytes: Buffer, mode: number, isTold: boolean): number {
    if (mode === IN_NUMBER) return this.#scanNumber(bytes, 0);
    if (mode === IN_LITERAL) return this.#scanLiteral(bytes, 0);
    const end = this.#strings.scan(bytes, 0);
    if (end === FAULT) this.#failString();
    if (mode === IN_NAME && isTold) {
      this.#keepName(bytes, 0, end < 0 ? bytes.length : end);
      if (end > 0) {
        const name = this.#name.take();
        this.#told = this.named(name, 0, name.length - 1, this.#strings.escaped, end);
      }
    }
    return end;
  }

  /** The index after a string's closing quote, or less than zero where it is cut. */
  #scanString(bytes: Buffer, start: number): number {
    const strings = this.#strings;
    strings.escaped = false;
    const at = skipPlain(bytes, start);
    if (at < bytes.length && bytes[at] === QUOTE) return at + 1;
    const end = strings.scan(bytes, at);
    if (end === FAULT) this.#failString();
    return end;
  }

  #keepName(bytes: Buffer, start: number, end: number): void {
    this.#name.append(bytes, start, end);
    if (this.#name.length > this.#maxName) throw tooMuch('a name', this.#maxName);
  }

  #scanNumber(bytes: Buffer, from: number): number {
    const { length } = bytes;
    let state = this.#number;
    for (let at = from; at < length; at += 1) {
      const next = stepNumber(state, bytes[at]!);
      if (next === 0) {
        if (!mayEnd(state)) this.#fail(at);
        return at;
      }
      state = next;
    }
    this.#number = state;
    return -1;
  }

  #scanLiteral(bytes: Buffer, from: number): number {
    const { length } = bytes;
    const literal = this.#literal;
    let at = from;
    for (; at < length && this.#literalAt < literal.length; at += 1) {
      if (bytes[at] !== literal[this.#literalAt]) this.#fail(at);
      this.#literalAt += 1;
    }
    return this.#literalAt === literal.length ? at : -1;
  }

  #failString(): never {
    return this.#fail(this.#strings.faultAt, this.#strings.fault);
  }

  #fail(at: number, code: JsonFaultCode = 'invalid-json'): never {
    throw faultAt(code, this.#before + at);
  }
}

function isAt(bytes: Buffer, start: number, name: Buffer): boolean {
  const { length } = name;
  if (start + length > bytes.length) return false;
  for (let at = 0; at < length; at += 1) {
    if (bytes[start + at] !== name[at]) return false;
  }
  return true;
}
