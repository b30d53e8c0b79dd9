/** Keeps the bundles that decided with the evidence (docs/ledger-format.md, Files). */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../bundles/build.ts';

/** Where a bundle is kept; `digest` is `sha256:` and hex. */
export function bundlePath(ledger: string, digest: string): string {
  return join(ledger, 'bundles', `${digest.replace(':', '-')}.tar.gz`);
}

/** Keeps a bundle's file, durably, in the directory of a ledger. Rejects where it cannot be written. */
export async function keepBundle(ledger: string, digest: string, bytes: Uint8Array): Promise<void> {
  const path = bundlePath(ledger, digest);
  // A file under this name is whole: it is written aside and renamed.
  const kept = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept?.size === bytes.length) return;
  await writeAtomically(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0o600);
}
