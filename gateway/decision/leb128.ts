/** LEB128 numbers of the WebAssembly binary format (core specification, section 5.2.2). */
import { SetupError } from '../errors.ts';

/** A place in a module's bytes that moves on as it is read. Any read past the end throws a SetupError. */
export class Cursor {
  readonly bytes: Uint8Array;
  /** Offset of the next byte. */
  at: number;
  /** Offset behind the last byte that may be read. */
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** The next byte. */
  byte(): number {
    if (this.at >= this.end) throw truncated();
    return this.bytes[this.at++]!;
  }

  /** Moves on over `count` bytes. */
  skip(count: number): void {
    if (count > this.end - this.at) throw truncated();
    this.at += count;
  }

  /** An unsigned number of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffffffff) break;
        return value;
      }
    }
    throw new SetupError(['policy.wasm: a number has more than 32 bits']);
  }

  /** A signed number of at most 32 bits. */
  i32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift < 28 ? (value << (25 - shift)) >> (25 - shift) : value;
    }
    throw new SetupError(['policy.wasm: a number has more than 32 bits']);
  }

  /** Moves on over a number that has at most `bits` bits: its value does not matter here. */
  skipNumber(bits: number): void {
    for (let rest = Math.ceil(bits / 7); rest > 0; rest -= 1) {
      if (this.byte() < 0x80) return;
    }
    throw new SetupError([`policy.wasm: a number has more than ${String(bits)} bits`]);
  }

  /** A cursor over the next `count` bytes; this one moves on behind them. */
  take(count: number): Cursor {
    const start = this.at;
    this.skip(count);
    return new Cursor(this.bytes, start, this.at);
  }
}

/** `value`, a whole number from 0 to 2^32 − 1, as the shortest unsigned LEB128. */
export function encodeU32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

function truncated(): SetupError {
  return new SetupError(['policy.wasm: it ends in the middle']);
}
