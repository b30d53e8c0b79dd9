import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet, type JWK, type LocalJWKSet } from 'jose';

/** The keys of an issuer at one moment. A changed set is a new object, which voids what was verified with the old one. */
export interface KeySet {
  /** Finds the key for a token's header, by `kid`, `alg`, `kty`, `use` and `key_ops`. */
  find: LocalJWKSet;
  /** How many keys it has. */
  size: number;
  /** Text that is equal for equal sets. */
  text: string;
  /** What was left out and why, such as `keys[2]: the RSA key has less than 2048 bits`. */
  ignored: string[];
}

/** RFC 7518 section 3.3 and NIST SP 800-131A. */
const MIN_RSA_BITS = 2048;

/**
 * Reads a JWK set (RFC 7517 section 5). A key that cannot be used safely is left out; an answer that
 * is not a JWK set is an Error. A set without any usable key is valid: an issuer may withdraw all.
 */
export function readKeySet(value: unknown): KeySet {
  const keys = (value as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new Error('it is not a JWK set: there is no array `keys`');
  const usable: JWK[] = [];
  const ignored: string[] = [];
  for (const [index, key] of (keys as unknown[]).entries()) {
    const fault = findFault(key);
    if (fault === undefined) usable.push(key as JWK);
    else ignored.push(`keys[${index}]: ${fault}`);
  }
  return {
    find: createLocalJWKSet({ keys: usable }),
    size: usable.length,
    text: JSON.stringify(usable),
    ignored,
  };
}

function findFault(jwk: unknown): string | undefined {
  if (typeof jwk !== 'object' || jwk === null) return 'it is not an object';
  const { kty } = jwk as JWK;
  // RFC 8725 section 3.1: a shared secret in a public set is a secret of nobody.
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return '`kty` is not RSA, EC or OKP';
  if (Object.hasOwn(jwk, 'd')) return 'it is a private key';
  const bits = readModulusLength(jwk);
  if (bits === 'unreadable') return 'the key cannot be read';
  if (bits !== undefined && bits < MIN_RSA_BITS) return 'the RSA key has less than 2048 bits';
  return undefined;
}

function readModulusLength(jwk: JWK): number | undefined | 'unreadable' {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return key.asymmetricKeyDetails?.modulusLength;
  } catch {
    return 'unreadable';
  }
}
