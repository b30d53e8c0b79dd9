/** The keys that open a ledger, as commands that read one are told of them. */
import { readFile } from 'node:fs/promises';
import { SetupError } from '../gateway/errors.ts';
import type { KeyEncryption } from '../gateway/ledger/seal/key-encryption.ts';
import { openLocalKey } from '../gateway/ledger/seal/local-key.ts';
import {
  DEFAULT_KEY,
  defaultKeyFile,
  openDefaultKey,
  openKeys,
} from '../gateway/ledger/seal/open-keys.ts';

/** Where the keys are; without either there are none. */
export interface KeyOptions {
  /** `regent.yaml` of the gateway that wrote the ledger. */
  config?: string | undefined;
  /** A file of a key, with `id=` before it where it is not the one that the gateway made. */
  keyFile?: string | undefined;
}

/** Opens the keys. Throws a SetupError where one cannot be used. */
export async function readKeys({ config, keyFile }: KeyOptions): Promise<KeyEncryption[]> {
  const keys: KeyEncryption[] = [];
  if (keyFile !== undefined) keys.push(await readKeyFile(keyFile));
  if (config !== undefined) keys.push(...(await readConfigured(config)));
  return keys;
}

async function readKeyFile(option: string): Promise<KeyEncryption> {
  const [, id = DEFAULT_KEY, file] = /^(?:([a-z0-9._-]+)=)?(.*)$/s.exec(option)!;
  try {
    return openLocalKey(id, (await readFile(file!, 'utf8')).trimEnd());
  } catch (error) {
    throw new SetupError([`--key-file: ${file}: ${(error as Error).message}`], error);
  }
}

async function readConfigured(file: string): Promise<KeyEncryption[]> {
  const { loadConfig } = await import('../gateway/config/load-config.ts');
  const config = await loadConfig(file, process.env, { unsigned: true });
  if (config.ledger.keys.length > 0) return openKeys(config.ledger.keys);
  return [(await openDefaultKey(defaultKeyFile(config.gateway.stateDir), true)).key];
}
