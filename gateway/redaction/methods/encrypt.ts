import { createCipheriv, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import type { MaskedValue } from '../contract.ts';
import { agree, CIPHER, generateEphemeral, IV_LENGTH, TAG_LENGTH, writeHeader } from './jwe.ts';
import { refuseKeys, type Keyring, type MaskKey } from './keyring.ts';
import type { Method } from './method.ts';

/** A JWE of a value, new each time. */
export type Encrypt = (value: MaskedValue, method: Method) => string;

/**
 * Encrypts the JSON text of values as JWE in compact serialization (RFC 7516): ECDH-ES with an
 * ephemeral key of its own each, and A256GCM. Throws a Refusal where the key is missing or bad.
 */
export function createEncrypter(ring: Keyring): Encrypt {
  let recipient: KeyObject | undefined;
  return (value, method) => {
    recipient ??= readPublicKey(ring);
    const ephemeral = generateEphemeral(recipient);
    if (!ephemeral) throw refuseKeys('redaction.encryption.public_key', 'is not X25519 or P-256');
    const header = writeHeader(ring.encryption.id, ephemeral.publicKey);
    const plaintext = writeValue(value);
    const iv = ring.isEmpty
      ? randomBytes(IV_LENGTH)
      : sealPlaintext(ring, ring.active, method.scope, header, plaintext);
    const key = agree(ephemeral.privateKey, recipient);
    const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_LENGTH });
    cipher.setAAD(Buffer.from(header));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const rest = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
    // In direct key agreement there is no encrypted key: its part is empty.
    return `${header}..${rest.join('.')}`;
  };
}

/**
 * The initialization vector, which is also the proof that this gateway encrypted the value: anyone
 * who has the public key can encrypt to it, and could smuggle through `restore` what the policy
 * never saw. A vector must not repeat under one key (NIST SP 800-38D section 8.2); each key here
 * encrypts once.
 */
export function sealPlaintext(
  ring: Keyring,
  key: MaskKey,
  scope: string | undefined,
  header: string,
  plaintext: string,
): Buffer {
  return ring.sign(key, 'encrypt', scope, `${header}.${plaintext}`).subarray(0, IV_LENGTH);
}

function readPublicKey(ring: Keyring): KeyObject {
  const { publicKey } = ring.encryption;
  // Node.js would make a public key of a private one too: that one is in the wrong place.
  if (!publicKey.includes('-----BEGIN PUBLIC KEY-----')) {
    throw refuseKeys('redaction.encryption.public_key', 'is not a PEM public key');
  }
  try {
    return createPublicKey(publicKey);
  } catch (error) {
    throw refuseKeys('redaction.encryption.public_key', 'cannot be read', error);
  }
}

function writeValue(value: MaskedValue): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value);
    case 'number':
      return value.lexeme;
    case 'object':
    case 'array':
      return value.text;
    default:
      return value.kind;
  }
}
