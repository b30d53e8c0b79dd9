/**
 * The client's part of a rollback, and of a promotion to a channel of another scope: the same content,
 * signed anew under a higher sequence. The server has no key that could do it.
 */
import { createPublicKey } from 'node:crypto';
import { SetupError } from '../../gateway/errors.ts';
import { digestOf } from '../digest.ts';
import { stampBundle } from '../manifest-archive.ts';
import { readMetadata } from '../metadata.ts';
import { readBundle } from '../read.ts';
import { signBundle, type SigningKey } from '../sign.ts';
import type { Trust } from '../trust.ts';
import { verifyBundle } from '../verify.ts';

/** What is repeated, and how. */
export interface Repetition {
  bytes: Buffer;
  /** What the server said that the bytes are. */
  digest: string;
  /** Who must have signed the bytes, for which scope. */
  trust: Trust;
  key: SigningKey;
  /** Of the new signature. */
  scope: string;
  sequence: number;
  now: Date;
}

/**
 * The new bundle; it is valid from `now` as long as the old one was. What came from the server is
 * verified before it is signed, or the server could have anything signed. Throws BundleRefusal,
 * SetupError.
 */
export async function repeatBundle(what: Repetition): Promise<Buffer> {
  const { bytes, digest, trust, key, scope, sequence, now } = what;
  if (digestOf(bytes) !== digest) {
    throw new SetupError([`the server sent ${digestOf(bytes)} instead of ${digest}`]);
  }
  const metadata = readMetadata((await readBundle(bytes)).manifest);
  const [created, expires] = [Date.parse(metadata.created), Date.parse(metadata.expires)];
  // An expired bundle may be gone back to: its content is what is wanted, and it gets new times.
  await verifyBundle(bytes, trust, { now: new Date(Math.min(now.getTime(), expires - 1)) });
  const stamped = await stampBundle(bytes, {
    ...metadata,
    sequence,
    created: now.toISOString(),
    expires: new Date(now.getTime() + expires - created).toISOString(),
  });
  return await signBundle(stamped, key, { scope });
}

/** The key's own public half, as trusted under its id. Throws SetupError. */
export function trustOwn({ id, algorithm, privateKey }: SigningKey): Trust['keys'][number] {
  try {
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
    return { id, algorithm, publicKey };
  } catch (error) {
    throw new SetupError([`signing key ${id}: is not a PEM private key`], error);
  }
}
