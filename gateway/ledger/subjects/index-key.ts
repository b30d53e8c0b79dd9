/** The key of the subject index: without it a pseudonym tells nothing, and nobody can be looked for. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../errors.ts';
import { KEY_BYTES } from '../seal/cipher.ts';
import type { KeyEncryption } from '../seal/key-encryption.ts';
import { fileStorage, replaceFile } from '../storage.ts';

/** What the key is bound to, in the place of a session's id. */
const BOUND_TO = 'subject-index';

/**
 * Opens the key in `keyring.json` of a ledger's directory, or makes it. It is wrapped anew where the first of the keys has
 * changed. Throws a SetupError where none of them opens it.
 */
export async function openIndexKey(dir: string, keks: readonly KeyEncryption[]): Promise<Buffer> {
  const file = join(dir, 'keyring.json');
  const first = keks[0]!;
  const kept = await readKeyring(file);
  if (!kept) {
    const key = randomBytes(KEY_BYTES);
    await keep(file, first, key);
    return key;
  }
  const kek = keks.find(({ id }) => id === kept.kek);
  if (!kek) {
    throw new SetupError([
      `${file}: is wrapped with the key ${kept.kek}, which ledger.encryption.keys lacks (name it there, after the first)`,
    ]);
  }
  const key = await kek.unwrap(BOUND_TO, kept.key).catch((error: Error) => {
    const fault = `${file}: the key ${kept.kek} does not open it (${error.message}): is it another key under the same id?`;
    throw new SetupError([fault], error);
  });
  if (kek !== first) await keep(file, first, key);
  return key;
}

async function readKeyring(file: string): Promise<{ kek: string; key: string } | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const { kek, key } = JSON.parse(text) as { kek: unknown; key: unknown };
    if (typeof kek === 'string' && typeof key === 'string') return { kek, key };
  } catch {
    // Told below.
  }
  throw new SetupError([`${file}: is damaged (put it back from a backup)`]);
}

async function keep(file: string, kek: KeyEncryption, key: Buffer): Promise<void> {
  const wrapped = await kek.wrap(BOUND_TO, key);
  const text = `${JSON.stringify({ v: 1, kek: kek.id, key: wrapped })}\n`;
  await replaceFile(fileStorage, file, Buffer.from(text));
}
