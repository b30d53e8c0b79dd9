import { createDecipheriv, createPrivateKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { sealPlaintext } from './encrypt.ts';
import { agree, CIPHER, readHeader, TAG_LENGTH } from './jwe.ts';
import { Keyring, refuseKeys, type MaskKeys } from './keyring.ts';
import type { Method } from './method.ts';

/** Thrown for a text that is not a JWE which this gateway made for such a mask. */
export class ForeignToken extends Error {
  override readonly name = 'ForeignToken';

  constructor() {
    super('The text is not a value that this gateway encrypted.');
  }
}

const JWE = /^([\w-]+)\.\.([\w-]{16})\.([\w-]+)\.([\w-]{22})$/;

/**
 * The JSON text that an `encrypt` mask hid. Throws ForeignToken for anything but a token of this
 * gateway, to the letter: of the current encryption key, of the same scope, sealed by one of
 * `redaction.keys`. Throws a Refusal where a key is missing or bad.
 */
export function openEncrypted(token: string, method: Method, keys: MaskKeys): string {
  const ring = new Keyring(keys);
  const privateKey = readPrivateKey(ring);
  const { all } = ring;
  const match = JWE.exec(token);
  if (!match) throw new ForeignToken();
  const [, header = ''] = match;
  const [iv, ciphertext, tag] = match.slice(2).map(readPart) as [Buffer, Buffer, Buffer];
  const ephemeral = readHeader(header, ring.encryption.id);
  if (!ephemeral) throw new ForeignToken();
  const plaintext = decrypt(privateKey, ephemeral, header, { iv, ciphertext, tag });
  const sealed = all.some((key) =>
    timingSafeEqual(iv, sealPlaintext(ring, key, method.scope, header, plaintext)),
  );
  if (!sealed) throw new ForeignToken();
  return plaintext;
}

function decrypt(
  privateKey: KeyObject,
  ephemeral: KeyObject,
  header: string,
  parts: { iv: Buffer; ciphertext: Buffer; tag: Buffer },
): string {
  try {
    const key = agree(privateKey, ephemeral);
    const decipher = createDecipheriv(CIPHER, key, parts.iv, { authTagLength: TAG_LENGTH });
    decipher.setAAD(Buffer.from(header)).setAuthTag(parts.tag);
    return Buffer.concat([decipher.update(parts.ciphertext), decipher.final()]).toString();
  } catch {
    // Another curve, or not for this key, or changed.
    throw new ForeignToken();
  }
}

/** One text each: base64 whose last character has spare bits set could be written in several ways. */
function readPart(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new ForeignToken();
  return bytes;
}

function readPrivateKey(ring: Keyring): KeyObject {
  const { privateKey } = ring.encryption;
  if (!privateKey) throw refuseKeys('redaction.encryption.private_key', 'is missing');
  try {
    return createPrivateKey(privateKey());
  } catch (error) {
    throw refuseKeys('redaction.encryption.private_key', 'cannot be read', error);
  }
}
