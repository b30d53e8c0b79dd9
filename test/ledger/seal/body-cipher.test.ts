import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import {
  BodyEncryptor,
  decryptBody,
  encryptedLength,
  PIECE_BYTES,
} from '../../../gateway/ledger/seal/body-cipher.ts';
import { encrypt } from '../../../gateway/ledger/seal/cipher.ts';

const key = randomBytes(32);
const SEALED = PIECE_BYTES + 16;

/** Lengths around the borders of pieces, and others. */
const lengths = fc.oneof(
  fc.constantFrom(
    0,
    1,
    PIECE_BYTES - 1,
    PIECE_BYTES,
    PIECE_BYTES + 1,
    2 * PIECE_BYTES,
    3 * PIECE_BYTES,
  ),
  fc.nat(4 * PIECE_BYTES),
);
const cuts = fc.array(fc.oneof(fc.nat(100), fc.nat(3 * PIECE_BYTES)), { maxLength: 12 });

t.test('what was encrypted is opened again, however either is cut', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, cuts, cuts, async (length, cutsIn, cutsOut) => {
      const plain = randomBytes(length);
      const sealed = encryptCut(plain, cutsIn);
      const whole = encryptCut(plain, []);
      return (
        sealed.equals(whole) &&
        sealed.length === encryptedLength(length) &&
        (await open(sealed, cutsOut)).equals(plain)
      );
    }),
    { numRuns: 60 },
  );
});

t.test('the caller may use its bytes again at once', async (t) => {
  const chunk = Buffer.from('first');
  const encryptor = new BodyEncryptor(key);
  const out = encryptor.push(chunk);
  chunk.fill(0);
  t.match(await open(Buffer.concat([...out, ...encryptor.end()]), []), Buffer.from('first'));
});

t.test('a changed, moved, repeated or missing piece is not opened', async (t) => {
  const sealed = encryptCut(randomBytes(3 * PIECE_BYTES + 10), []);
  const pieces = [0, 1, 2, 3].map((at) => sealed.subarray(at * SEALED, (at + 1) * SEALED));
  const [a, b, c, d] = pieces as [Buffer, Buffer, Buffer, Buffer];
  const wrong: Record<string, Buffer[]> = {
    swapped: [b, a, c, d],
    repeated: [a, a, b, c, d],
    'first missing': [b, c, d],
    'middle missing': [a, c, d],
    'last missing': [a, b, c],
    'cut within': [a, b, c.subarray(0, 100)],
    'cut in the tag': [a, b, c, d.subarray(0, -1)],
    'longer by a byte': [a, b, c, d, Buffer.of(0)],
    'longer by a piece': [a, b, c, d, d],
    nothing: [],
    'less than a tag': [a.subarray(0, 15)],
  };
  for (const [what, parts] of Object.entries(wrong)) {
    await t.rejects(open(Buffer.concat(parts), []), what);
  }
  for (const at of [0, SEALED - 1, SEALED, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    await t.rejects(open(changed, []), `byte ${at}`);
  }
});

t.test('a body has one encrypted form: no empty piece at its end', async (t) => {
  const plain = randomBytes(PIECE_BYTES);
  const first = encrypt(key, Buffer.alloc(12), plain);
  const nonce = Buffer.alloc(12);
  nonce[10] = 1;
  nonce[11] = 1;
  const last = encrypt(key, nonce, Buffer.alloc(0));
  await t.rejects(open(Buffer.concat([...first, ...last]), []), /empty piece/);
});

t.test('WebCrypto, piece by piece as the format says, reads and writes the same', async (t) => {
  const plain = randomBytes(PIECE_BYTES + 5);
  const sealed = encryptCut(plain, []);
  const webKey = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  const nonces = ['000000000000000000000000', '000000000000000000000101'];
  const parts = [sealed.subarray(0, SEALED), sealed.subarray(SEALED)];
  const opened = await Promise.all(
    parts.map((part, at) =>
      crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: Buffer.from(nonces[at]!, 'hex') },
        webKey,
        new Uint8Array(part),
      ),
    ),
  );
  t.match(Buffer.concat(opened.map((part) => Buffer.from(part))), plain);
});

function encryptCut(plain: Buffer, cuts: readonly number[]): Buffer {
  const encryptor = new BodyEncryptor(key);
  const out = cut(plain, cuts).flatMap((chunk) => encryptor.push(chunk));
  return Buffer.concat([...out, ...encryptor.end()]);
}

async function open(sealed: Buffer, cuts: readonly number[]): Promise<Buffer> {
  const out: Buffer[] = [];
  for await (const piece of decryptBody(key, toSource(cut(sealed, cuts)))) out.push(piece);
  return Buffer.concat(out);
}

async function* toSource(chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let from = 0;
  for (const length of cuts) {
    chunks.push(bytes.subarray(from, from + length));
    from = Math.min(bytes.length, from + length);
  }
  return [...chunks, bytes.subarray(from)];
}
