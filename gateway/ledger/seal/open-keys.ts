/** Opens the key-encryption keys of the configuration, and makes one where there is none. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SetupError } from '../../errors.ts';
import type { EvidenceKey } from '../../types.ts';
import { KEY_BYTES } from './cipher.ts';
import type { KeyEncryption } from './key-encryption.ts';
import { openLocalKey } from './local-key.ts';
import { openVaultKey } from './vault-key.ts';

/** Name of the key that is made where none is configured. */
export const DEFAULT_KEY = 'evidence';

/** Where the key lies that is made where none is configured. */
export function defaultKeyFile(stateDir: string): string {
  return join(stateDir, 'keys', 'evidence.key');
}

/** The configured keys: the first wraps, all unwrap. Throws where one cannot be used. */
export function openKeys(keys: readonly EvidenceKey[]): KeyEncryption[] {
  return keys.map((key) =>
    'vault' in key ? openVaultKey(key.id, key.vault) : openLocalKey(key.id, key.secret.read()),
  );
}

/**
 * Opens the key in `file`, or makes it, for its owner alone. Throws a SetupError where others may
 * read it, or where it is gone and `needed`, since then nothing recorded so far could be read.
 */
export async function openDefaultKey(
  file: string,
  needed: boolean,
): Promise<{ key: KeyEncryption; made: boolean }> {
  const made = !(await exists(file));
  if (made && needed) {
    throw new SetupError([
      `${file}: is gone, and what the ledger holds cannot be read without it (bring it back from ` +
        'where it was copied to, or name another key in ledger.encryption.keys)',
    ]);
  }
  if (made) await makeKey(file);
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    throw new SetupError([`${file}: may be read by its owner alone (chmod 600 ${file})`]);
  }
  const text = (await readFile(file, 'utf8')).trimEnd();
  try {
    return { key: openLocalKey(DEFAULT_KEY, text), made };
  } catch (error) {
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
}

/** Durable before it wraps anything. */
async function makeKey(file: string): Promise<void> {
  const directory = dirname(file);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
  await handle.sync();
  await using parent = await open(directory);
  await parent.sync();
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
