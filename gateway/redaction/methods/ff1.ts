import type { Cipheriv } from 'node:crypto';

const ROUNDS = 10;
const BLOCK = 16;

/**
 * FF1 encryption, a permutation of the texts of one length (NIST SP 800-38G, algorithm 7; steps are
 * named as there). `cipher` is AES in ECB mode, which gives each block at once. `text` has two or
 * more numerals of the radix, 0-9 and a-z; who calls sees that there are enough, as few can be tried.
 */
export function encryptFf1(cipher: Cipheriv, radix: number, tweak: Buffer, text: string): string {
  const length = text.length;
  const u = Math.floor(length / 2);
  const v = length - u;
  let a = toNumber(text.slice(0, u), radix);
  let b = toNumber(text.slice(u), radix);
  const size = [BigInt(radix) ** BigInt(u), BigInt(radix) ** BigInt(v)] as const;
  const width = Math.ceil((size[1] - 1n).toString(16).length / 2);
  const roundWidth = 4 * Math.ceil(width / 4) + 4;
  // All rounds begin with the same block.
  const first = cipher.update(writeFixed(radix, u, length, tweak.length));
  const q = Buffer.alloc(Math.ceil((tweak.length + 1 + width) / BLOCK) * BLOCK);
  tweak.copy(q);
  for (let round = 0; round < ROUNDS; round += 1) {
    q[q.length - width - 1] = round;
    q.write(b.toString(16).padStart(2 * width, '0'), q.length - width, 'hex');
    const y = expand(cipher, chain(cipher, first, q), roundWidth);
    const c = (a + y) % size[round % 2 === 0 ? 0 : 1];
    a = b;
    b = c;
  }
  return a.toString(radix).padStart(u, '0') + b.toString(radix).padStart(v, '0');
}

/** Step 5: the fixed block P. */
function writeFixed(radix: number, u: number, length: number, tweakLength: number): Buffer {
  const block = Buffer.from([1, 2, 1, 0, 0, 0, ROUNDS, u % 256, 0, 0, 0, 0, 0, 0, 0, 0]);
  block.writeUIntBE(radix, 3, 3);
  block.writeUInt32BE(length, 8);
  block.writeUInt32BE(tweakLength, 12);
  return block;
}

/** Step 6.ii: the rest of the CBC-MAC of P and Q (algorithm 6). */
function chain(cipher: Cipheriv, first: Buffer, q: Buffer): Buffer {
  let mac = first;
  for (let at = 0; at < q.length; at += BLOCK) {
    mac = cipher.update(exclusiveOr(mac, q.subarray(at, at + BLOCK)));
  }
  return mac;
}

/** Steps 6.iii and 6.iv: as many bytes of R, R xor 1, R xor 2 … as are wanted, as a number. */
function expand(cipher: Cipheriv, mac: Buffer, width: number): bigint {
  const blocks = [mac];
  for (let count = 1; count * BLOCK < width; count += 1) {
    const counter = Buffer.alloc(BLOCK);
    counter.writeUInt32BE(count, BLOCK - 4);
    blocks.push(cipher.update(exclusiveOr(mac, counter)));
  }
  return BigInt(`0x${Buffer.concat(blocks).toString('hex', 0, width)}`);
}

function exclusiveOr(left: Buffer, right: Buffer): Buffer {
  const result = Buffer.allocUnsafe(BLOCK);
  for (let at = 0; at < BLOCK; at += 1) result[at] = left[at]! ^ right[at]!;
  return result;
}

function toNumber(numerals: string, radix: number): bigint {
  if (radix === 10) return BigInt(numerals);
  let number = 0n;
  for (const numeral of numerals)
    number = number * BigInt(radix) + BigInt(parseInt(numeral, radix));
  return number;
}
