import { isUtf8 } from 'node:buffer';
import { JsonFault, type JsonFaultCode } from './fault.ts';
import type { JsonArray, JsonMember, JsonNode, JsonNumber, JsonObject } from './nodes.ts';
import { unescape } from './unescape.ts';

export { JsonFault, type JsonFaultCode } from './fault.ts';
export type * from './nodes.ts';
export { toValue } from './to-value.ts';

/** The bytes that give JSON its structure, and that start a negative number or an escape. */
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Up to so many members a name is sought among those before it; above, in a set. */
const FEW_MEMBERS = 16;

/**
 * Reads a whole JSON text (RFC 8259) strictly: what two parsers might read in two ways is not read
 * at all. `maxDepth` is how many arrays and objects may stand in one another; it also bounds the
 * recursion here and in whoever walks the tree. Throws JsonFault: `invalid-json` for what the
 * grammar, UTF-8 or the end of the text forbids (a byte order mark too), `duplicate-key` for a name
 * that stands twice in an object once unescaped, `lone-surrogate` for an escape that is half a
 * character (RFC 8259 section 8.2), and `nesting-too-deep`.
 */
export function readJson(bytes: Uint8Array, options: { maxDepth: number }): JsonNode {
  return new Reader(bytes, options.maxDepth).readText();
}

class Reader {
  readonly #bytes: Buffer;
  /** One character a byte, so that offsets agree; true text only where it is ASCII. */
  readonly #text: string;
  readonly #length: number;
  readonly #maxDepth: number;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, maxDepth: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#text = this.#bytes.toString('latin1');
    this.#length = bytes.byteLength;
    this.#maxDepth = maxDepth;
  }

  readText(): JsonNode {
    if (!isUtf8(this.#bytes)) this.#fail('invalid-json', firstBadByte(this.#bytes));
    this.#skipSpace();
    const root = this.#readValue();
    this.#skipSpace();
    if (this.#at < this.#length) this.#fail('invalid-json');
    return root;
  }

  #readValue(): JsonNode {
    const start = this.#at;
    if (start >= this.#length) this.#fail('invalid-json');
    switch (this.#bytes[start]) {
      case QUOTE: {
        const value = this.#readString();
        return { kind: 'string', start, end: this.#at, value };
      }
      case OPEN_OBJECT:
        return this.#readObject();
      case OPEN_ARRAY:
        return this.#readArray();
      case 0x74:
        return this.#readLiteral('true');
      case 0x66:
        return this.#readLiteral('false');
      case 0x6e:
        return this.#readLiteral('null');
      default:
        return this.#readNumber();
    }
  }

  #readObject(): JsonObject {
    const start = this.#enter();
    const members: JsonMember[] = [];
    let names: Set<string> | undefined;
    if (!this.#closes(CLOSE_OBJECT)) {
      for (;;) {
        const keyStart = this.#at;
        if (keyStart >= this.#length || this.#bytes[keyStart] !== QUOTE) this.#fail('invalid-json');
        const key = this.#readString();
        if (members.length === FEW_MEMBERS) names = new Set(members.map((member) => member.key));
        if (names ? names.has(key) : hasKey(members, key)) this.#fail('duplicate-key', keyStart);
        names?.add(key);
        this.#skipSpace();
        this.#expect(COLON);
        this.#skipSpace();
        members.push({ key, keyStart, value: this.#readValue() });
        this.#skipSpace();
        if (this.#bytes[this.#at] !== COMMA) break;
        this.#at += 1;
        this.#skipSpace();
      }
      this.#expect(CLOSE_OBJECT);
    }
    this.#depth -= 1;
    return { kind: 'object', start, end: this.#at, members };
  }

  #readArray(): JsonArray {
    const start = this.#enter();
    const items: JsonNode[] = [];
    if (!this.#closes(CLOSE_ARRAY)) {
      for (;;) {
        items.push(this.#readValue());
        this.#skipSpace();
        if (this.#bytes[this.#at] !== COMMA) break;
        this.#at += 1;
        this.#skipSpace();
      }
      this.#expect(CLOSE_ARRAY);
    }
    this.#depth -= 1;
    return { kind: 'array', start, end: this.#at, items };
  }

  /** Steps into an array or object, and returns where it starts. */
  #enter(): number {
    if (this.#depth === this.#maxDepth) this.#fail('nesting-too-deep');
    this.#depth += 1;
    const start = this.#at;
    this.#at += 1;
    this.#skipSpace();
    return start;
  }

  /** Steps over the closing byte of an empty array or object, if it stands here. */
  #closes(closing: number): boolean {
    if (this.#at >= this.#length || this.#bytes[this.#at] !== closing) return false;
    this.#at += 1;
    return true;
  }

  /** Most strings are ASCII without escapes: those are cut out of the text, which costs the least. */
  #readString(): string {
    const start = this.#at + 1;
    const bytes = this.#bytes;
    const length = this.#length;
    let at = start;
    let seen = 0;
    let escaped = false;
    for (; at < length; at += 1) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.#at = at + 1;
        if (escaped) return this.#unescape(start, at);
        return seen < 0x80 ? this.#text.slice(start, at) : bytes.toString('utf8', start, at);
      }
      if (byte < 0x20) this.#fail('invalid-json', at);
      seen |= byte;
      if (byte === BACKSLASH) {
        escaped = true;
        at += 1;
      }
    }
    return this.#fail('invalid-json', length);
  }

  #unescape(start: number, end: number): string {
    const result = unescape(this.#bytes.toString('utf8', start, end));
    if (result === undefined) this.#fail('invalid-json', start);
    if (!result.isWellFormed()) this.#fail('lone-surrogate', start);
    return result;
  }

  #readNumber(): JsonNumber {
    const start = this.#at;
    if (this.#bytes[start] === MINUS) this.#at += 1;
    if (this.#bytes[this.#at] === 0x30) this.#at += 1;
    else this.#skipDigits();
    if (this.#bytes[this.#at] === 0x2e) {
      this.#at += 1;
      this.#skipDigits();
    }
    const byte = this.#bytes[this.#at];
    if (byte === 0x65 || byte === 0x45) {
      this.#at += 1;
      const sign = this.#bytes[this.#at];
      if (sign === 0x2b || sign === MINUS) this.#at += 1;
      this.#skipDigits();
    }
    return { kind: 'number', start, end: this.#at, lexeme: this.#text.slice(start, this.#at) };
  }

  /** At least one digit must stand here. */
  #skipDigits(): void {
    const start = this.#at;
    let at = start;
    for (; at < this.#length; at += 1) {
      const byte = this.#bytes[at]!;
      if (byte < 0x30 || byte > 0x39) break;
    }
    if (at === start) this.#fail('invalid-json');
    this.#at = at;
  }

  #readLiteral(kind: 'true' | 'false' | 'null'): JsonNode {
    const start = this.#at;
    if (!this.#text.startsWith(kind, start)) this.#fail('invalid-json');
    this.#at = start + kind.length;
    return { kind, start, end: this.#at };
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    const length = this.#length;
    let at = this.#at;
    for (; at < length; at += 1) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    }
    this.#at = at;
  }

  #expect(byte: number): void {
    if (this.#at >= this.#length || this.#bytes[this.#at] !== byte) this.#fail('invalid-json');
    this.#at += 1;
  }

  #fail(code: JsonFaultCode, offset = this.#at): never {
    throw new JsonFault(code, offset);
  }
}

function hasKey(members: readonly JsonMember[], key: string): boolean {
  for (const member of members) {
    if (member.key === key) return true;
  }
  return false;
}

/** Where decoding, which puts U+FFFD for what is not UTF-8, begins to differ from the bytes. */
function firstBadByte(bytes: Buffer): number {
  const decoded = Buffer.from(bytes.toString('utf8'));
  let at = 0;
  while (at < bytes.length && bytes[at] === decoded[at]) at += 1;
  return at;
}
