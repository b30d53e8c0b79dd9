/** Configuration files of gateways that are measured. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeRelease, makeSigningKey } from '../test/helpers/channel.ts';
import type { createTestIssuer } from '../test/helpers/tokens.ts';

/** The policies that are decided by. */
export const POLICIES = join(import.meta.dirname, 'policies');

/** What a gateway is configured with. */
export interface GatewaySetup {
  /** Directory of the file, of the bundle and of the gateway's state. */
  dir: string;
  issuer: Awaited<ReturnType<typeof createTestIssuer>>;
  upstream: string;
  /** Directory of the policies; those that are decided by if absent. */
  policies?: string;
  /** Rego of package `regent` instead of these. */
  rules?: string;
  /** How people are waited for. */
  approvals?: object;
  /** More of the one connection. */
  connection?: object;
}

/** Writes `regent.yaml` and a signed bundle beside it; gives the file's name. */
export async function writeGatewayConfig({
  dir,
  issuer,
  upstream,
  policies = POLICIES,
  rules,
  approvals,
  connection,
}: GatewaySetup): Promise<string> {
  const { key, publicKey } = makeSigningKey('bench');
  const text = rules ?? (await readFile(join(policies, 'decision.rego'), 'utf8'));
  const release = { rules: text.replace(/^package regent$/m, ''), sequence: 1 };
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
    ...(approvals && { approvals }),
    connections: [{ name: 'bench', match: { host: '127.0.0.1' }, upstream, ...connection }],
  };
  await writeFile(file, stringify(config));
  return file;
}
