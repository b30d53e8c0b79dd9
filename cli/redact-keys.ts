import { existsSync } from 'node:fs';
import { readText } from '../gateway/config/files.ts';
import { keyRule, secretFrom } from '../gateway/config/secret.ts';
import { createReplacers } from '../gateway/redaction/methods/replace.ts';
import type { EncryptionKeys, MaskKey, MaskKeys } from '../gateway/redaction/methods/keyring.ts';
import type { Redactions } from '../gateway/redaction/redactions.ts';

/** What is named on the command line: `ID=FILE` each. */
export interface KeyOptions {
  key: readonly string[];
  encryptKey?: string | undefined;
}

/**
 * Reads the keys that `redactions` need. `faults` is told what is wrong; nothing that may be a secret,
 * given where a file's name belongs, is in it.
 */
export function readKeys(options: KeyOptions, redactions: Redactions, faults: string[]): MaskKeys {
  const keys = options.key.flatMap((text) => readNamed('--key', text, faults, readSecret) ?? []);
  const encryption =
    options.encryptKey === undefined
      ? undefined
      : readNamed('--encrypt-key', options.encryptKey, faults, readPublicKey);
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    faults.push('--key: an id stands twice');
  }
  const methods = new Set(
    [...(redactions.masks ?? []), ...(redactions.detect ?? [])].map((rule) => rule.with),
  );
  if ((methods.has('hash') || methods.has('pseudonym')) && options.key.length === 0) {
    faults.push('hash and pseudonym need a key: --key ID=FILE');
  }
  if (methods.has('encrypt') && options.encryptKey === undefined) {
    faults.push('encrypt needs a public key: --encrypt-key ID=FILE');
  }
  return { keys: () => keys, encryption };
}

function readNamed<Key>(
  option: string,
  text: string,
  faults: string[],
  read: (id: string, file: string) => Key,
): Key | undefined {
  const [, id, file] = /^([a-z0-9-]{1,16})=(.+)$/s.exec(text) ?? [];
  if (id === undefined || file === undefined) {
    faults.push(
      `${option} must be ID=FILE, the id of at most 16 small letters, digits and -; a secret itself is never an argument`,
    );
    return undefined;
  }
  try {
    if (!existsSync(file)) throw new Error('there is no such file; a secret itself is no argument');
    return read(id, file);
  } catch (error) {
    faults.push(`${option} ${id}: ${(error as Error).message}`);
    return undefined;
  }
}

function readSecret(id: string, file: string): MaskKey {
  return { id, secret: secretFrom({ file }, process.cwd(), process.env, keyRule).read() };
}

function readPublicKey(id: string, file: string): EncryptionKeys {
  const encryption = { id, publicKey: readText(file) };
  try {
    // Encrypts something, so that a key of no use is told before a byte is written.
    createReplacers({ keys: () => [], encryption }).replaceText('', { with: 'encrypt' });
  } catch (error) {
    throw new Error(
      'the file must hold a PEM public key (-----BEGIN PUBLIC KEY-----), X25519 or P-256',
      { cause: error },
    );
  }
  return encryption;
}
