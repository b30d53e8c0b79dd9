/**
 * The STREAM construction over AES-256-GCM: a body in pieces, each with its number and whether it is the
 * last in its nonce, so that pieces can be neither moved, left out nor cut off.
 */
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from './cipher.ts';

/** Plain bytes of every piece but the last. */
export const PIECE_BYTES = 65_536;
const SEALED_BYTES = PIECE_BYTES + TAG_BYTES;
const FIRST_HOLD = 4096;
const NOTHING = Buffer.alloc(0);

/** Bytes that a body has once it is encrypted. */
export function encryptedLength(length: number): number {
  return length + TAG_BYTES * Math.max(1, Math.ceil(length / PIECE_BYTES));
}

/** Encrypts one body, once, under a key that encrypts nothing else. */
export class BodyEncryptor {
  readonly #key: Buffer;
  #piece = 0;
  /** What is not encrypted yet: whether a piece is the last shows when more comes. Grows to a piece. */
  #held = NOTHING;
  #length = 0;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Takes the body's next bytes, which the caller may use again; what is encrypted by now. */
  push(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let from = 0;
    while (this.#length + chunk.length - from > PIECE_BYTES) {
      const taken = PIECE_BYTES - this.#length;
      const part = chunk.subarray(from, from + taken);
      if (this.#length === 0) {
        out.push(...this.#encrypt(part, false));
      } else {
        this.#hold(part);
        out.push(...this.#encrypt(this.#held, false));
        this.#length = 0;
      }
      from += taken;
    }
    this.#hold(chunk.subarray(from));
    return out;
  }

  /** The body is over. */
  end(): Buffer[] {
    const last = this.#encrypt(this.#held.subarray(0, this.#length), true);
    this.#held = NOTHING;
    return last;
  }

  #hold(part: Buffer): void {
    const length = this.#length + part.length;
    if (length > this.#held.length) {
      const doubled = Math.max(FIRST_HOLD, this.#held.length * 2);
      const grown = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, Math.max(doubled, length)));
      this.#held.copy(grown, 0, 0, this.#length);
      this.#held = grown;
    }
    part.copy(this.#held, this.#length);
    this.#length = length;
  }

  #encrypt(plain: Buffer, last: boolean): [Buffer, Buffer] {
    const nonce = nonceOf(this.#piece, last);
    this.#piece += 1;
    return encrypt(this.#key, nonce, plain);
  }
}

/** Opens a body, however its bytes are cut. Throws where a byte was changed, moved, added or left out. */
export async function* decryptBody(
  key: Buffer,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let piece = 0;
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    length += chunk.length;
    if (length <= SEALED_BYTES) continue;
    let rest = Buffer.concat(waiting, length);
    while (rest.length > SEALED_BYTES) {
      yield decrypt(key, nonceOf(piece, false), rest.subarray(0, SEALED_BYTES));
      piece += 1;
      rest = rest.subarray(SEALED_BYTES);
    }
    waiting = [rest];
    length = rest.length;
  }
  if (length < TAG_BYTES) throw new Error('the encrypted body was cut off');
  const last = decrypt(key, nonceOf(piece, true), Buffer.concat(waiting, length));
  // Two ways to write one body would be one too many.
  if (last.length === 0 && piece > 0) throw new Error('the encrypted body ends in an empty piece');
  if (last.length > 0) yield last;
}

function nonceOf(piece: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  // A number of 6 bytes is enough for every body; the 5 before it stay zero.
  nonce.writeUIntBE(piece, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}
