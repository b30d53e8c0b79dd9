/** Signatures of notes: Ed25519 over the text, or `cosignature/v1` over a checkpoint and a time. */
import { sign, verify } from 'node:crypto';
import { NoteError } from './errors.ts';
import { COSIGNATURE, ED25519, type NoteKey, type NoteSigner } from './keys.ts';
import { formatNote, parseNote, type NoteSignature } from './note.ts';

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** A signature that was verified. */
export interface Verified {
  key: NoteKey;
  /** When a witness signed, in seconds since 1970; absent in signatures that hold no time. */
  time?: number;
}

/** A note of which at least one signature by a known key is good, and none bad. */
export interface VerifiedNote {
  /** The text that was signed, its last line feed included. */
  text: string;
  /** The good signatures by known keys, in the order of their lines, one for each key. */
  verified: Verified[];
}

/** Signs a text, which ends with a line feed, as a note. */
export function signNote(text: string, ...signers: NoteSigner[]): string {
  return formatNote({ text, signatures: signers.map((signer) => signText(text, signer)) });
}

/** Signs a text by a key of type 0x01. */
export function signText(text: string, signer: NoteSigner): NoteSignature {
  if (signer.type !== ED25519) throw new NoteError(`${signer.name} is a witness's key`);
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  return { name: signer.name, id: signer.id, signature };
}

/** Signs the text of a checkpoint as a witness: C2SP tlog-cosignature, Ed25519. `time` in seconds since 1970. */
export function cosign(text: string, signer: NoteSigner, time: number): NoteSignature {
  if (signer.type !== COSIGNATURE) throw new NoteError(`${signer.name} is not a witness's key`);
  const head = Buffer.alloc(TIME_BYTES);
  head.writeBigUInt64BE(BigInt(time));
  const signature = sign(null, cosignedText(text, time), signer.privateKey);
  return { name: signer.name, id: signer.id, signature: Buffer.concat([head, signature]) };
}

/**
 * Reads a note and verifies the signatures by `keys`; others are ignored. Throws a NoteError where the note is
 * not one, a signature by a known key is bad, or none is by a known key.
 */
export function openNote(note: Uint8Array | string, keys: readonly NoteKey[]): VerifiedNote {
  const { text, signatures } = parseNote(note);
  const verified = new Map<NoteKey, Verified>();
  for (const signature of signatures) {
    const key = findKey(keys, signature);
    if (!key) continue;
    const found = verifySignature(text, signature, key);
    if (!found) throw new NoteError(`the signature of ${key.name} does not verify`);
    if (!verified.has(key)) verified.set(key, found);
  }
  if (verified.size === 0) throw new NoteError('no signature is by a known key');
  return { text, verified: [...verified.values()] };
}

/** The key that a signature says it is by. */
export function findKey(
  keys: readonly NoteKey[],
  { name, id }: Pick<NoteSignature, 'name' | 'id'>,
): NoteKey | undefined {
  return keys.find((key) => key.name === name && key.id === id);
}

/** Verifies one signature over the text of a note by a key; undefined where it is bad. */
export function verifySignature(
  text: string,
  { signature }: NoteSignature,
  key: NoteKey,
): Verified | undefined {
  if (key.type === ED25519) {
    const good = signature.length === SIGNATURE_BYTES && verifyBytes(text, key, signature);
    return good ? { key } : undefined;
  }
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined;
  const time = Number(signature.readBigUInt64BE(0));
  if (!Number.isSafeInteger(time)) return undefined;
  const good = verifyBytes(cosignedText(text, time), key, signature.subarray(TIME_BYTES));
  return good ? { key, time } : undefined;
}

function verifyBytes(message: string | Buffer, key: NoteKey, signature: Buffer): boolean {
  return verify(null, Buffer.from(message), key.key, signature);
}

function cosignedText(text: string, time: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}
