/** Erasures that have begun: what a crash leaves here is finished at the next start. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileStorage, replaceFile } from '../storage.ts';

/** An erasure on its way. It says neither whom it concerns nor the nonce. */
export interface Unfinished {
  erasure: string;
  reference: string;
  commitment: string;
  /** Who asked for it. */
  by: string;
  /** What is to be erased. */
  exchanges: readonly string[];
  /** Entries that the ledger had before it began. */
  from: number;
}

/** How the name of its file ends, in place of a certificate's. */
export const UNFINISHED_SUFFIX = '.unfinished.json';

/** Notes durably that an erasure begins. */
export async function noteUnfinished(dir: string, unfinished: Unfinished): Promise<void> {
  const directory = join(dir, 'certificates');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await fileStorage.syncDirectory(dir);
  const file = join(directory, unfinished.erasure + UNFINISHED_SUFFIX);
  await replaceFile(fileStorage, file, Buffer.from(JSON.stringify(unfinished)));
}

/** Forgets that one has begun: it is finished, or never did. */
export async function forgetUnfinished(dir: string, erasure: string): Promise<void> {
  await fileStorage.remove(join(dir, 'certificates', erasure + UNFINISHED_SUFFIX));
}

/** Those that are left. */
export async function listUnfinished(dir: string): Promise<Unfinished[]> {
  const directory = join(dir, 'certificates');
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith(UNFINISHED_SUFFIX));
  return Promise.all(files.map((name) => readUnfinished(join(directory, name))));
}

/** One of an earlier version names nothing but what entries name. */
async function readUnfinished(path: string): Promise<Unfinished> {
  const unfinished = JSON.parse(await readFile(path, 'utf8')) as Unfinished;
  unfinished.exchanges ??= [];
  return unfinished;
}
