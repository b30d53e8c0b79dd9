/** Keeps the bundles that decided with the evidence (docs/ledger-format.md, Files). */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../bundles/build.ts';

/** Where a bundle is kept; `digest` is `sha256:` and hex. */
export function bundlePath(ledger: string, digest: string): string {
  return join(ledger, 'bundles', `${digest.replace(':', '-')}.tar.gz`);
}

/** A bundle's file that is being kept. */
export interface Keeping {
  /** Resolves when it is durable; rejects where it cannot be written. Is never unhandled. */
  done: Promise<void>;
  /** For one that is not to decide: when this resolves nothing is left that was not there before. */
  undo(): Promise<void>;
}

/** Keeps a bundle's file, durably, in the directory of a ledger: meanwhile it may be made ready. */
export function keepBundle(ledger: string, digest: string, bytes: Uint8Array): Keeping {
  const path = bundlePath(ledger, digest);
  const writing = write(path, bytes);
  const done = writing.then(() => undefined);
  done.catch(() => undefined);
  return {
    done,
    async undo() {
      if (await writing.catch(() => false)) await rm(path, { force: true });
    },
  };
}

/** Whether it was not there before. */
async function write(path: string, bytes: Uint8Array): Promise<boolean> {
  // Also of a file that is whole: what a disk changed since would stay so for all decisions to come.
  const kept = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept?.equals(bytes) === true) return false;
  await writeAtomically(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0o600);
  return kept === undefined;
}
