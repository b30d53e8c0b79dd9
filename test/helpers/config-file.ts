import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { IssuerConfig } from '../../gateway/types.ts';
import { makeRelease, makeSigningKey } from './channel.ts';

/** Writes a `regent.yaml` with a signed bundle of these rules beside it, for a gateway that runs as a program. */
export async function writeConfigFile(options: {
  rules: string;
  upstream: string;
  issuer: IssuerConfig;
  gateway?: object;
}): Promise<{ dir: string; file: string; stateDir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-serve-'));
  const { key, publicKey } = makeSigningKey('ci');
  const release = { rules: options.rules, sequence: 1, revision: 'test' };
  await writeFile(join(dir, 'bundle.tar.gz'), await makeRelease(release, key));
  await writeFile(join(dir, 'ci.pem'), publicKey);
  const { issuer, audience, jwksUrl } = options.issuer;
  const stateDir = join(dir, 'state');
  const config = {
    gateway: {
      id: 'test',
      state_dir: stateDir,
      listen: { port: 0 },
      admin: { port: 0 },
      ...options.gateway,
    },
    identity: { issuers: [{ issuer, audience, ...(jwksUrl && { jwks_url: jwksUrl }) }] },
    policy: {
      bundle: 'bundle.tar.gz',
      trust: { keys: [{ id: key.id, algorithm: key.algorithm, file: 'ci.pem' }] },
    },
    connections: [{ name: 'test', match: { path_prefix: '/svc' }, upstream: options.upstream }],
  };
  const file = join(dir, 'regent.yaml');
  await writeFile(file, stringify(config));
  return { dir, file, stateDir };
}
