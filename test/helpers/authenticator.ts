import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { Assertion } from '../../gateway/approval/passkeys/verify-proof.ts';

/** What the page says to the authenticator that it is. */
export interface Page {
  origin: string;
  rpId: string;
}

/** An authenticator in software: real keys and signatures, and a person who always touches it. */
export interface Authenticator {
  /** Makes a passkey as a browser would with these options. */
  create(options: { challenge: string }, page?: Page): object;
  /** Signs as a browser would. */
  get(options: { challenge: string }, more?: Partial<Page> & { verified?: boolean }): Assertion;
  readonly id: string;
}

export const PAGE: Page = { origin: 'http://localhost:8081', rpId: 'localhost' };

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_KEY = 0x40;

/** A new authenticator with one ES256 key. */
export function createAuthenticator(): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credential = randomBytes(16);
  const id = credential.toString('base64url');
  let counter = 0;
  return {
    id,
    create({ challenge }, page = PAGE) {
      counter += 1;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credential.length);
      const attested = [Buffer.alloc(16), length, credential, toCose(publicKey)];
      const head = authenticatorData(page, PRESENT | VERIFIED | HAS_KEY, counter);
      const authData = Uint8Array.from(Buffer.concat([head, ...attested]));
      const object = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, page).toString('base64url'),
          attestationObject: Buffer.from(isoCBOR.encode(object as never)).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get({ challenge }, { verified = true, ...more } = {}) {
      counter += 1;
      const page = { ...PAGE, ...more };
      const data = authenticatorData(page, PRESENT | (verified ? VERIFIED : 0), counter);
      const client = clientData('webauthn.get', challenge, page);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
        },
      };
    },
  };
}

/** WebAuthn Level 3, section 6.1, up to the attested credential data. */
function authenticatorData({ rpId }: Page, flags: number, counter: number): Buffer {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(flags);
  tail.writeUInt32BE(counter, 1);
  return Buffer.concat([createHash('sha256').update(rpId).digest(), tail]);
}

function clientData(type: string, challenge: string, { origin }: Page): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

/** RFC 9053 section 7.1.1: EC2, ES256, P-256. */
function toCose(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' }) as { x: string; y: string };
  const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'));
  const cose = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ]);
  return Buffer.from(isoCBOR.encode(cose as never));
}
