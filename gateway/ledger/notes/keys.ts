/** Keys of notes: Ed25519, and the vkey that names one. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
} from 'node:crypto';
import { decodeBase64 } from './base64.ts';
import { NoteError } from './errors.ts';
import { checkName } from './note.ts';

/** Signature types of C2SP signed-note that Regent knows. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;

/** What a key signs: notes (0x01), or checkpoints as a witness does (0x04). */
export type KeyType = typeof ED25519 | typeof COSIGNATURE;

/** A public key under its name. */
export interface NoteKey {
  name: string;
  /** 32 bits of a hash over name, type and key; tells keys apart, proves nothing. */
  id: number;
  type: KeyType;
  key: KeyObject;
  /** `name+id+base64`, as in C2SP signed-note. */
  vkey: string;
}

/** A public key together with its private half. */
export interface NoteSigner extends NoteKey {
  privateKey: KeyObject;
}

/** SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the 32 bytes of the key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** Reads a vkey such as `example.com/log+1a2b3c4d+AR…`. Throws a NoteError, also where its id is not its key's. */
export function parseVkey(vkey: string): NoteKey {
  const found = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(vkey);
  if (!found) throw new NoteError('a vkey is name+id+key, with an id of 8 hex digits');
  const [, name, , base64] = found;
  const bytes = decodeBase64(base64!);
  if (bytes?.length !== 1 + KEY_BYTES)
    throw new NoteError(`the vkey of ${name} does not hold a type and the 32 bytes of a key`);
  const type = bytes[0]!;
  if (type !== ED25519 && type !== COSIGNATURE)
    throw new NoteError(
      `the vkey of ${name} is of type ${type}: 1 (Ed25519) and 4 (witness) are known`,
    );
  const key = noteKey(name!, type, bytes.subarray(1));
  if (key.vkey !== vkey) throw new NoteError(`the id in the vkey of ${name} is not its key's`);
  return key;
}

/** The signer of a private key of Ed25519 under a name. Throws a NoteError for another kind of key. */
export function noteSigner(name: string, type: KeyType, privateKey: KeyObject): NoteSigner {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519')
    throw new NoteError('notes are signed by a private key of Ed25519');
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return { ...noteKey(name, type, spki.subarray(SPKI.length)), privateKey };
}

/** Reads a private key from PEM (PKCS #8). Throws a NoteError without any of its text. */
export function readPrivateKey(pem: string | Buffer): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new NoteError('not a private key in PEM (PKCS #8)');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new NoteError('not a private key of Ed25519');
  return key;
}

/** Makes a private key of Ed25519, as PEM (PKCS #8). */
export function generatePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}

function noteKey(name: string, type: KeyType, raw: Buffer): NoteKey {
  checkName(name);
  const typed = Buffer.concat([Buffer.of(type), raw]);
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer');
  const id = digest.readUInt32BE(0);
  const key = createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
  const vkey = `${name}+${digest.toString('hex', 0, 4)}+${typed.toString('base64')}`;
  return { name, id, type, key, vkey };
}
