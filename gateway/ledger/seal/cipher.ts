/** AES-256-GCM as the ledger uses it: a 96-bit nonce before, a 128-bit tag behind the ciphertext. */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

/** Bytes of a key. */
export const KEY_BYTES = 32;
/** Bytes of a nonce. */
export const NONCE_BYTES = 12;
/** Bytes of a tag. */
export const TAG_BYTES = 16;

const ALGORITHM = 'aes-256-gcm';
const OPTIONS = { authTagLength: TAG_BYTES };

/** Random bytes are fetched for many nonces at once: one fetch costs more than the encryption of a key. */
const pool = Buffer.alloc(NONCE_BYTES * 512);
let used = pool.length;

/** `nonce ‖ ciphertext ‖ tag` under a random nonce. */
export function seal(key: Buffer, plain: Buffer, associated: Buffer): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS).setAAD(associated);
  const sealed = Buffer.allocUnsafe(NONCE_BYTES + plain.length + TAG_BYTES);
  sealed.set(nonce);
  sealed.set(cipher.update(plain), NONCE_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + plain.length);
  return sealed;
}

/** Opens what `seal` made. Throws where the key, the bytes or what they are associated with are others. */
export function unseal(key: Buffer, sealed: Buffer, associated: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('sealed bytes are too short');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  return decrypt(key, nonce, sealed.subarray(NONCE_BYTES), associated);
}

/** `ciphertext ‖ tag`. The nonce must never have been used with this key. */
export function encrypt(key: Buffer, nonce: Buffer, plain: Buffer): [Buffer, Buffer] {
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS);
  const bytes = cipher.update(plain);
  cipher.final();
  return [bytes, cipher.getAuthTag()];
}

/** Opens `ciphertext ‖ tag`. Throws where anything was changed. */
export function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer, associated?: Buffer): Buffer {
  const end = sealed.length - TAG_BYTES;
  const cipher = createDecipheriv(ALGORITHM, key, nonce, OPTIONS);
  if (associated) cipher.setAAD(associated);
  cipher.setAuthTag(sealed.subarray(end));
  const plain = cipher.update(sealed.subarray(0, end));
  cipher.final();
  return plain;
}

function nextNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += NONCE_BYTES;
  return pool.subarray(used - NONCE_BYTES, used);
}
