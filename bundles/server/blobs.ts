/** Bundles by their content: `blobs/sha256-<hex>`. A blob that a history speaks of is there whole. */
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../digest.ts';

/** File of a blob in `dir`. */
export function blobFile(dir: string, digest: string): string {
  return join(dir, digest.replace(':', '-'));
}

/**
 * Stores the bytes durably under their digest, which no history speaks of, or the blob is not whole.
 * Rejects with Node's error.
 *
 * The content and its name become durable together, not one after the other: both syncs wait for the
 * same commit of the file system's journal. A machine that fails in between may have the name without
 * the content, which is no matter, for no history speaks of the digest before this has resolved.
 */
export async function putBlob(dir: string, digest: string, bytes: Buffer): Promise<void> {
  const path = blobFile(dir, digest);
  const temporary = `${path}.tmp`;
  try {
    await using file = await open(temporary, 'w', 0o600);
    await file.writeFile(bytes);
    await rename(temporary, path);
    await Promise.all([file.sync(), syncDirectory(dir)]);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
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

/**
 * Removes all but `keep`: parts of a file, blobs of a change that never came to be, and what was to
 * be removed when the process ended. Gives the sizes of what is there.
 */
export async function sweep(dir: string, keep: ReadonlySet<string>): Promise<Map<string, number>> {
  const digests = new Map([...keep].map((digest) => [blobFile(dir, digest), digest]));
  const sizes = new Map<string, number>();
  for (const name of await readdir(dir)) {
    const file = join(dir, name);
    const digest = digests.get(file);
    if (digest === undefined) await rm(file, { force: true });
    else sizes.set(digest, (await stat(file)).size);
  }
  return sizes;
}

/** Makes the entries of a directory durable. */
export async function syncDirectory(dir: string): Promise<void> {
  await using handle = await open(dir);
  await handle.sync();
}

/** Whether the blob is there and its bytes are those of the digest. */
export async function isWhole(dir: string, digest: string): Promise<boolean> {
  try {
    await readBlob(dir, digest);
    return true;
  } catch {
    return false;
  }
}
