/** The issuer's key: made at start, or kept in a file so that tokens outlive a restart. */
import { createPrivateKey, generateKeyPairSync, randomUUID, type webcrypto } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A JSON Web Key (RFC 7517). */
export type JsonWebKey = webcrypto.JsonWebKey;

/**
 * A private key for ES256 as a JSON Web Key. Without a file it is new. With one it is what the file
 * holds; a missing file is made, with mode 0600. Throws if the file is open to others or holds no such key.
 */
export function loadSigningKey(keyFile?: string): JsonWebKey {
  if (keyFile === undefined) return makeKey();
  if (statSync(keyFile, { throwIfNoEntry: false }) === undefined) writeKey(keyFile, makeKey());
  return readKey(keyFile);
}

function makeKey(): JsonWebKey {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
}

/** The file appears whole or not at all, and the first of two that start at once wins. */
function writeKey(keyFile: string, key: JsonWebKey): void {
  mkdirSync(dirname(keyFile), { recursive: true });
  const draft = `${keyFile}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, keyFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKey(keyFile: string): JsonWebKey {
  if ((statSync(keyFile).mode & 0o077) !== 0) {
    throw new Error(
      `${keyFile} holds a private key and is open to others: chmod 600 it, or delete it for a new key`,
    );
  }
  try {
    const key = createPrivateKey({
      key: JSON.parse(readFileSync(keyFile, 'utf8')) as JsonWebKey,
      format: 'jwk',
    });
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
      throw new Error('the curve is not P-256');
    return key.export({ format: 'jwk' });
  } catch (cause) {
    throw new Error(`${keyFile} holds no private key for ES256: delete it for a new one`, {
      cause,
    });
  }
}
