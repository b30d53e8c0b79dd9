/** Bundles by their content: `blobs/sha256-<hex>`. A blob is there whole or not at all. */
import { createHash } from 'node:crypto';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../build.ts';

/** `sha256:` and the hex SHA-256 of the bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** File of a blob in `dir`. */
export function blobFile(dir: string, digest: string): string {
  return join(dir, digest.replace(':', '-'));
}

/** Stores the bytes durably under their digest. Rejects with Node's error and leaves nothing. */
export async function putBlob(dir: string, digest: string, bytes: Buffer): Promise<void> {
  await writeAtomically(blobFile(dir, digest), bytes);
}

/** The bytes of a blob. Throws where they are missing or are not those of the digest. */
export async function readBlob(dir: string, digest: string): Promise<Buffer> {
  const bytes = await readFile(blobFile(dir, digest));
  if (digestOf(bytes) !== digest) {
    throw new Error(`${blobFile(dir, digest)} is damaged: its SHA-256 is ${digestOf(bytes)}`);
  }
  return bytes;
}

/** Removes a blob, if it is there. */
export async function removeBlob(dir: string, digest: string): Promise<void> {
  await rm(blobFile(dir, digest), { force: true });
}

/** Removes what no history speaks of: parts of a file, and blobs of a change that never came to be. */
export async function sweep(dir: string, keep: ReadonlySet<string>): Promise<void> {
  const files = new Set([...keep].map((digest) => blobFile(dir, digest)));
  for (const name of await readdir(dir)) {
    const file = join(dir, name);
    if (!files.has(file)) await rm(file, { force: true });
  }
}

/** Makes the entries of a directory durable. */
export async function syncDirectory(dir: string): Promise<void> {
  await using handle = await open(dir);
  await handle.sync();
}
