/** Signs a bundle as `opa` does. */
import { importPKCS8, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { SetupError } from '../gateway/errors.ts';
import { writeArchive } from './manifest-archive.ts';
import { readArchive } from './read-archive.ts';
import { listSignedFiles, SIGNATURES_FILE, writeSignatures } from './signatures.ts';
import type { Algorithm } from './trust.ts';

/** A key to sign with. */
export interface SigningKey {
  /** What the signature calls it: the JWT's `kid`. */
  id: string;
  algorithm: Algorithm;
  /** PEM, PKCS#8 (`-----BEGIN PRIVATE KEY-----`). */
  privateKey: string;
}

/**
 * The bundle with a new signature; one that was there is replaced. With EdDSA and RS256 the same
 * bundle and key give the same bytes; ES256 and PS256 sign with a random number.
 * Throws SetupError if the bundle cannot be read or the key is not one of its algorithm.
 */
export async function signBundle(
  bytes: Buffer,
  key: SigningKey,
  options: { scope?: string } = {},
): Promise<Buffer> {
  const files = await readArchive(bytes);
  files.delete(SIGNATURES_FILE);
  // `keyid` is OPA's older place of the key's id, which `opa build` fills too.
  const payload = {
    files: listSignedFiles(files),
    keyid: key.id,
    ...(options.scope === undefined ? {} : { scope: options.scope }),
  };
  const jwt = await new SignJWT(payload)
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'JWT' })
    .sign(await importKey(key));
  files.set(SIGNATURES_FILE, writeSignatures(jwt));
  return await writeArchive(files);
}

async function importKey({ id, algorithm, privateKey }: SigningKey): Promise<CryptoKey> {
  if (id === '') throw new SetupError(["the signing key's id is empty"]);
  let key: CryptoKey;
  try {
    key = await importPKCS8(privateKey, algorithm);
  } catch (error) {
    throw new SetupError(
      [`signing key ${id}: is not a PEM PKCS#8 private key for ${algorithm}`],
      error,
    );
  }
  const { modulusLength } = key.algorithm as { modulusLength?: number };
  // RFC 7518, 3.3 and 3.5.
  if (modulusLength !== undefined && modulusLength < 2048) {
    throw new SetupError([`signing key ${id}: has ${modulusLength} bits; RSA needs 2048 or more`]);
  }
  return key;
}
