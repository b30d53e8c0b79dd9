import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeRelease, makeSigningKey } from '../test/helpers/channel.ts';
import type { TestIssuer } from '../test/helpers/tokens.ts';

/** Writes what a gateway runs by into `dir`: the configuration's file. `policies` has `decision.rego`. */
export async function writeGatewayConfig(
  dir: string,
  upstream: string,
  issuer: TestIssuer,
  policies: string,
): Promise<string> {
  const { key, publicKey } = makeSigningKey('bench');
  const rules = await readFile(join(policies, 'decision.rego'), 'utf8');
  const release = { rules: rules.replace(/^package regent$/m, ''), sequence: 1 };
  await writeFile(join(dir, 'bundle.tar.gz'), await makeRelease(release, key));
  await writeFile(join(dir, 'key.pem'), publicKey);
  const { issuer: name, jwksUrl, audience } = issuer.config;
  const file = join(dir, 'regent.yaml');
  const config = {
    gateway: { id: 'bench', state_dir: dir, listen: { port: 0 }, admin: { port: 0 } },
    identity: {
      issuers: [{ issuer: name, audience, ...(jwksUrl !== undefined && { jwks_url: jwksUrl }) }],
    },
    policy: {
      bundle: 'bundle.tar.gz',
      trust: { keys: [{ id: key.id, algorithm: key.algorithm, file: 'key.pem' }] },
    },
    connections: [{ name: 'bench', match: { host: '127.0.0.1' }, upstream }],
  };
  await writeFile(file, stringify(config));
  return file;
}
