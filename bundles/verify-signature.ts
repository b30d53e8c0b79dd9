/** Holds a bundle's JWT against the trusted keys. */
import { decodeJwt, decodeProtectedHeader, errors, importSPKI, jwtVerify } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { BundleRefusal } from './refusals.ts';
import type { Trust, TrustedKey } from './trust.ts';

/** A signature that holds. */
export interface Signature {
  /** Id of the key. */
  signedBy: string;
  payload: JWTPayload;
}

/**
 * The payload of a JWT that a trusted key signed for the trusted scope, with the algorithm that the
 * key is for, whatever the JWT says of it (RFC 8725, 3.1). Throws BundleRefusal.
 */
export async function verifySignature(jwt: string, trust: Trust, now: Date): Promise<Signature> {
  const { id, alg } = readHeader(jwt);
  const trusted = findKey(trust, id);
  if (alg !== trusted.algorithm) {
    throw new BundleRefusal(
      'algorithm-mismatch',
      `the signature is of algorithm ${shorten(alg)}, and key ${shorten(id)} is for ${trusted.algorithm}`,
    );
  }
  const payload = await verifyJwt(jwt, trusted, await importKey(trusted), now);
  checkScope(payload['scope'], trust.scope);
  return { signedBy: trusted.id, payload };
}

/** The key's id stands in the header or, as `opa sign` may have it, in the payload alone. */
function readHeader(jwt: string): { id: unknown; alg: unknown } {
  try {
    const { kid, alg } = decodeProtectedHeader(jwt);
    return { id: kid ?? decodeJwt(jwt)['keyid'], alg };
  } catch (error) {
    throw new BundleRefusal('malformed', 'the signature is not a JWT', error);
  }
}

function findKey(trust: Trust, id: unknown): TrustedKey {
  if (typeof id !== 'string' || id === '') {
    throw new BundleRefusal(
      'unknown-key',
      'the signature names no key: sign with `regent bundle sign`, or with `keyid` in the claims file of `opa sign`',
    );
  }
  const [key, ...others] = trust.keys.filter((key) => key.id === id);
  if (key === undefined) {
    throw new BundleRefusal(
      'unknown-key',
      `the key ${shorten(id)} is not among the trusted ones: sign with another, or add it to them`,
    );
  }
  if (others.length > 0) {
    throw new BundleRefusal('unknown-key', `the trusted keys have the id ${shorten(id)} twice`);
  }
  return key;
}

async function importKey({ id, algorithm, publicKey }: TrustedKey): Promise<CryptoKey> {
  try {
    return await importSPKI(publicKey, algorithm);
  } catch (error) {
    throw new BundleRefusal(
      'unknown-key',
      `the trusted key ${shorten(id)} is not a PEM public key for ${algorithm}`,
      error,
    );
  }
}

async function verifyJwt(
  jwt: string,
  { id, algorithm }: TrustedKey,
  key: CryptoKey,
  now: Date,
): Promise<JWTPayload> {
  try {
    const options = { algorithms: [algorithm], currentDate: now, clockTolerance: 0 };
    return (await jwtVerify(jwt, key, options)).payload;
  } catch (error) {
    // OPA passes over `exp` and `nbf`; whoever put them there meant them.
    if (error instanceof errors.JWTExpired) {
      throw new BundleRefusal('expired', 'the signature has expired: sign the bundle anew', error);
    }
    if (error instanceof errors.JWTClaimValidationFailed) {
      throw new BundleRefusal(
        'not-yet-valid',
        `the signature is not valid now: ${error.message}`,
        error,
      );
    }
    if (error instanceof errors.JOSEError) {
      throw new BundleRefusal(
        'bad-signature',
        `the signature is not that of key ${shorten(id)}: the bundle was changed, or signed by another key of that name`,
        error,
      );
    }
    throw new BundleRefusal(
      'unknown-key',
      `the trusted key ${shorten(id)} cannot be used: ${(error as Error).message}`,
      error,
    );
  }
}

/** OPA takes a scope that is empty for none. */
function checkScope(scope: unknown = '', trusted = ''): void {
  if (scope === trusted) return;
  const told = (scope: unknown) => (scope === '' ? 'no scope' : `the scope ${shorten(scope)}`);
  throw new BundleRefusal(
    'wrong-scope',
    `the signature is for ${told(scope)}, and ${told(trusted)} is asked for`,
  );
}

function shorten(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 200)) : 'none';
}
