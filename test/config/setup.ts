/** A directory with a good configuration and the files that it names, for tests to spoil. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Test } from 'tap';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { SetupError } from '../../gateway/errors.ts';
import type { Config } from '../../gateway/types.ts';
import { makeCertificate } from './certificates.ts';

/** The variables that the good configuration refers to. */
export const ENV = { CRM_KEY: 'k-1234', PSEUDONYM_KEY: 'p'.repeat(32) };

/** A configuration file as plain data, loosely typed so that a test can spoil it. */
// oxlint-disable-next-line typescript/no-explicit-any -- any part may become anything
export type Raw = Record<string, any>;

/** Whose signatures count in the good configuration. */
export const TRUST = { keys: [{ id: 'ci', algorithm: 'EdDSA', file: 'ci.pub' }] };

/** The smallest good configuration, with one connection. */
export function goodFile(): Raw {
  return {
    gateway: {
      id: 'gw-1',
      listen: { port: 8080 },
      admin: { port: 8081 },
      state_dir: 'state',
    },
    identity: { issuers: [{ issuer: 'https://idp.example', audience: ['urn:regent'] }] },
    policy: { bundle: 'bundle.tar.gz', trust: TRUST },
    connections: [
      { name: 'crm', match: { path_prefix: '/crm' }, upstream: 'https://crm.internal' },
    ],
  };
}

/** Makes the directory and its files. */
export function makeDirectory(t: Test): string {
  const directory = t.testdir({
    'bundle.tar.gz': 'bundle',
    'jwks.json': '{"keys":[{"kty":"OKP"}]}',
  });
  const { publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(directory, 'ci.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  const { cert, key } = makeCertificate();
  writeFileSync(join(directory, 'cert.pem'), cert);
  writeFileSync(join(directory, 'key.pem'), key);
  writeFileSync(join(directory, 'crm.key'), 'k-5678\n');
  mkdirSync(join(directory, 'state'));
  return directory;
}

/** Loads `file`, text or data, as `regent.yaml` of `directory`. */
export async function load(
  directory: string,
  file: string | Raw,
  env: NodeJS.ProcessEnv = ENV,
): Promise<Config> {
  const path = join(directory, 'regent.yaml');
  writeFileSync(path, typeof file === 'string' ? file : stringify(file));
  return await loadConfig(path, env);
}

/** The faults of `file`, without the file's name and line; none where it loads. */
export async function faultsOf(
  directory: string,
  file: string | Raw,
  env: NodeJS.ProcessEnv = ENV,
): Promise<string[]> {
  try {
    await load(directory, file, env);
    return [];
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return error.faults.map((fault) => fault.replace(/^[^ ]*regent\.yaml(:\d+)?: /, ''));
  }
}
