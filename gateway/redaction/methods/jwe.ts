import {
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type JsonWebKeyInput,
  type KeyObject,
} from 'node:crypto';

/** The content encryption of every JWE here (RFC 7518 section 5.3). */
export const CIPHER = 'aes-256-gcm';
/** In bytes; RFC 7518 section 5.3 fixes both. */
export const IV_LENGTH = 12;
export const TAG_LENGTH = 16;

const ENC = 'A256GCM';

/** What stands of every header before the ephemeral key. */
function startHeader(kid: string): string {
  return `{"alg":"ECDH-ES","enc":"${ENC}","kid":"${kid}","epk":{"kty":"`;
}

/** The protected header, base64url, always with its members in the same order. */
export function writeHeader(kid: string, ephemeral: KeyObject): string {
  const { kty, crv, x, y } = ephemeral.export({ format: 'jwk' });
  const start = startHeader(kid);
  // `start` ends within the value of the first member, which is `kty`.
  const rest = JSON.stringify({ kty, crv, x, y }).slice('{"kty":"'.length);
  return Buffer.from(`${start}${rest}}`).toString('base64url');
}

/** The ephemeral key of a header that `writeHeader` wrote with this `kid`; undefined of any other. */
export function readHeader(header: string, kid: string): KeyObject | undefined {
  try {
    const { epk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as {
      epk: JsonWebKeyInput['key'];
    };
    const ephemeral = createPublicKey({ key: epk, format: 'jwk' });
    return writeHeader(kid, ephemeral) === header ? ephemeral : undefined;
  } catch {
    // Not base64url, JSON, an object or a point of the curve.
    return undefined;
  }
}

/** The text that every JWE with this `kid`, and no other, begins with. */
export function startOfJwe(kid: string): string {
  const start = Buffer.from(startHeader(kid));
  // Base64 writes three bytes as four characters: a rest would mix with what follows.
  return start.toString('base64url', 0, start.length - (start.length % 3));
}

/** A fresh pair for the curve of `key`, which is X25519 or P-256. Undefined for any other key. */
export function generateEphemeral(
  key: KeyObject,
): { publicKey: KeyObject; privateKey: KeyObject } | undefined {
  if (key.asymmetricKeyType === 'x25519') return generateKeyPairSync('x25519');
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return undefined;
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

/** ECDH-ES in direct key agreement mode (RFC 7518 section 4.6): the 32 bytes of the content key. */
export function agree(privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const secret = diffieHellman({ privateKey, publicKey });
  // One round of the Concat KDF: the algorithm's length and name, two empty parties, 256 bits.
  const info = Buffer.concat([
    Buffer.from([0, 0, 0, ENC.length]),
    Buffer.from(ENC),
    Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
  ]);
  return createHash('sha256')
    .update(Buffer.from([0, 0, 0, 1]))
    .update(secret)
    .update(info)
    .digest();
}
