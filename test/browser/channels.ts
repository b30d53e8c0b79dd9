/** A bundle server with a candidate in one channel and what decides in another, both of the desk's policies. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import { stampBundle } from '../../bundles/manifest-archive.ts';
import type { Grant } from '../../bundles/server/config-file.ts';
import { signBundle } from '../../bundles/sign.ts';
import type { ConfigFile } from '../../schemas/types.ts';
import {
  CLAIMS,
  grantAll,
  KEY,
  startTestServer,
  type TestServer,
} from '../bundle-server/support.ts';
import { deskBundle } from './policies.ts';

/** Of all signatures; the channels have other names. */
const SCOPE = 'regent';

/** Starts it. Alex may promote, dana may look. The configuration follows production, with staging beside it. */
export async function followChannels(
  t: Test,
  config: ConfigFile,
  { issuer, stateDir }: { issuer: string; stateDir: string },
): Promise<TestServer> {
  const keys = [{ id: KEY.id, algorithm: KEY.algorithm, publicKey: KEY.publicKey }];
  const server = await startTestServer((ci) => {
    const { jwksUrl: _, ...like } = ci.config;
    return {
      issuers: [ci.config, { ...like, issuer, audience: ['urn:regent:admin'] }],
      channels: new Map([
        ['staging', { keys, scope: SCOPE }],
        ['production', { keys, scope: SCOPE }],
      ]),
      grants: [
        grantAll(ci),
        grant(issuer, 'alex', ['promote', 'rollback', 'read', 'list']),
        grant(issuer, 'dana', ['read', 'list']),
      ],
    };
  });
  t.teardown(() => server.stop());
  await server.publish(await release('2026-11-28.1', 1), { channel: 'production' });
  await server.publish(await release('2026-11-29.1', 2), { channel: 'staging' });
  const file = join(stateDir, 'policy.pub');
  await writeFile(file, KEY.publicKey);
  config.policy = {
    service: { url: `${server.url}/bundles/production.tar.gz` },
    trust: { scope: SCOPE, keys: [{ id: KEY.id, algorithm: 'ES256', file }] },
    shadow: { url: `${server.url}/bundles/staging.tar.gz` },
  };
  return server;
}

function grant(issuer: string, person: string, actions: Grant['actions']): Grant {
  return {
    name: person,
    token: { issuer, claims: { sub: [person] } },
    actions,
    channels: ['production', 'staging'],
    from: ['staging'],
    source_repositories: [],
  };
}

/** A signed bundle of the desk's policies. */
export async function release(revision: string, sequence: number): Promise<Buffer> {
  const now = Date.now();
  const metadata = {
    sequence,
    created: new Date(now - 1000).toISOString(),
    expires: new Date(now + 30 * 86_400_000).toISOString(),
    source: { repository: CLAIMS.repository, commit: '9f2c41d7e0b85a36' },
    min_version: '0.1.0',
  };
  const stamped = await stampBundle(await deskBundle(), metadata, revision);
  return signBundle(stamped, KEY, { scope: SCOPE });
}
