/** Reads the frames of `N.bodies`: digest, length, ciphertext. */
import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const DIGEST = 32;
const HEAD = DIGEST + 8;
const WINDOW = 4 << 20;

/** A frame as it was found. */
export interface Frame {
  /** What its head says, in hex. */
  digest: string;
  /** SHA-256 of what it holds, in hex. */
  actual: string;
  /** Where it begins. */
  at: number;
}

/**
 * Calls `take` with each whole frame. Gives where the first one begins that is not, or the end of the file. Throws Node's
 * error where it cannot be read.
 */
export function eachFrame(
  path: string,
  take: (frame: Frame) => void,
): { end: number; size: number } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const window = new Window(file, size);
    let at = 0;
    while (at + HEAD <= size) {
      const head = window.read(at, HEAD);
      const length = Number(head.readBigUInt64BE(DIGEST));
      if (at + HEAD + length > size) break;
      const digest = head.toString('hex', 0, DIGEST);
      take({ digest, actual: window.hash(at + HEAD, length), at });
      at += HEAD + length;
    }
    return { end: at, size };
  } finally {
    closeSync(file);
  }
}

/** A part of the file that is in memory. */
class Window {
  readonly #file: number;
  readonly #bytes: Buffer;
  #begin = 0;
  #end = 0;

  constructor(file: number, size: number) {
    this.#file = file;
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(WINDOW, size));
  }

  /** At most as many bytes as the window has; until the next call. */
  read(at: number, length: number): Buffer {
    if (at < this.#begin || at + length > this.#end) {
      this.#begin = at;
      this.#end = at + readSync(this.#file, this.#bytes, 0, this.#bytes.length, at);
    }
    return this.#bytes.subarray(at - this.#begin, at - this.#begin + length);
  }

  hash(at: number, length: number): string {
    if (length <= this.#bytes.length) return hash('sha256', this.read(at, length), 'hex');
    const digest = createHash('sha256');
    for (let done = 0; done < length; done += this.#bytes.length)
      digest.update(this.read(at + done, Math.min(this.#bytes.length, length - done)));
    return digest.digest('hex');
  }
}
