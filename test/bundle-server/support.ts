/** A real bundle server with a real issuer, and real bundles signed with real keys. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { compileBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { stampBundle } from '../../bundles/manifest-archive.ts';
import type { BundleMetadata } from '../../bundles/metadata.ts';
import { listPolicyFiles } from '../../bundles/policy-files.ts';
import { createClient, type BundleClient } from '../../bundles/server/client.ts';
import type { BundleServerConfig, Grant } from '../../bundles/server/config-file.ts';
import { startBundleServer, type RunningBundleServer } from '../../bundles/server/start.ts';
import { signBundle, type SigningKey } from '../../bundles/sign.ts';
import type { SmokeTest } from '../../bundles/smoke.ts';
import { builtBundle } from '../helpers/built-bundle.ts';
import { freePort } from '../helpers/free-port.ts';
import { alwaysDecide } from '../helpers/gateway.ts';
import { writeTestPolicies } from '../helpers/test-policies.ts';
import { createTestIssuer, type TestIssuer } from '../helpers/tokens.ts';

/** Claims of GitHub Actions for a push to the main branch. */
export const CLAIMS = {
  sub: 'repo:acme/policies:ref:refs/heads/main',
  repository: 'acme/policies',
  ref: 'refs/heads/main',
};

/** The keys that the server under test trusts, and one that it does not. */
export const KEY = makeKey('key-1');
export const OTHER_KEY = makeKey('key-2');

/** A key pair of ES256. */
export function makeKey(id: string): SigningKey & { publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { id, algorithm: 'ES256', privateKey, publicKey };
}

/** What `makeBundle` may do otherwise. `undefined` for the key leaves the bundle unsigned. */
export interface BundleSettings {
  sequence?: number;
  scope?: string;
  key?: SigningKey | undefined;
  revision?: string;
  /** Milliseconds from now. */
  expires?: number;
  repository?: string;
  /** Smoke tests of the manifest. */
  smoke?: SmokeTest[];
  /** Bytes of data that does not compress. */
  data?: string;
}

const compiled = new Map<string, Promise<Buffer>>();

/** A signed bundle whose policy always answers the reason, by the real opa. */
export async function makeBundle(reason: string, settings: BundleSettings = {}): Promise<Buffer> {
  const { sequence = 1, scope = 'staging', revision = `rev-${sequence}` } = settings;
  const { expires = 3_600_000, repository = 'acme/policies' } = settings;
  const built = compiled.get(reason) ?? compile(reason, settings.data);
  compiled.set(reason, built);
  const now = Date.now();
  const metadata: BundleMetadata = {
    sequence,
    created: new Date(now + Math.min(0, expires - 1000)).toISOString(),
    expires: new Date(now + expires).toISOString(),
    source: { repository, commit: revision },
    min_version: '0.1.0',
  };
  const { smoke } = settings;
  const about = { ...metadata, ...(smoke && { smoke }) };
  const stamped = await stampBundle(await built, about, revision);
  const key = 'key' in settings ? settings.key : KEY;
  return key === undefined ? stamped : signBundle(stamped, key, { scope });
}

async function compile(reason: string, data?: string): Promise<Buffer> {
  const rules = alwaysDecide({ action: 'deny', reasons: [reason] });
  if (data === undefined) return await builtBundle(rules);
  const dir = await mkdtemp(join(tmpdir(), 'regent-bundle-'));
  const policies = await writeTestPolicies(dir, rules);
  await writeFile(join(policies, 'data.json'), JSON.stringify({ data }));
  const files = await listPolicyFiles(policies);
  const bytes = await compileBundle(await findOpa(), policies, files, 'none');
  await rm(dir, { recursive: true });
  return bytes;
}

/** May do everything on both channels with a token of CLAIMS. */
export function grantAll(issuer: TestIssuer): Grant {
  const { sub: _, ...claims } = CLAIMS;
  return {
    name: 'ci',
    token: {
      issuer: issuer.config.issuer,
      claims: Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, [value]])),
    },
    actions: ['publish', 'promote', 'rollback', 'read', 'list'],
    channels: ['staging', 'production'],
    from: ['staging'],
    source_repositories: [],
  };
}

/** A running server, and what is needed to talk to it. */
export interface TestServer {
  url: string;
  issuer: TestIssuer;
  /** Of CLAIMS. */
  token: string;
  client: BundleClient;
  config: BundleServerConfig;
  server: RunningBundleServer;
  /** Stops the server and starts it on the same directory and port. */
  restart(): Promise<void>;
  /** Publishes to a channel over HTTP; `token` null sends none. */
  publish(bytes: Buffer, options?: { channel?: string; token?: string | null }): Promise<Response>;
  /** Revision of a channel's bundle. */
  revision(channel?: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Starts a server with the channels staging and production, reading open. */
export async function startTestServer(
  settings:
    Partial<BundleServerConfig> | ((issuer: TestIssuer) => Partial<BundleServerConfig>) = {},
): Promise<TestServer> {
  const scratch = await mkdtemp(join(tmpdir(), 'regent-bundle-server-'));
  const issuer = await createTestIssuer();
  const keys = [{ id: KEY.id, algorithm: KEY.algorithm, publicKey: KEY.publicKey }];
  const config: BundleServerConfig = {
    listen: { host: '127.0.0.1', port: await freePort() },
    stateDir: join(scratch, 'state'),
    maxBundle: 64 * 1024 * 1024,
    uploadTimeout: 10_000,
    publishesPerMinute: 100_000,
    maxWait: 60_000,
    maxWaiting: 1000,
    read: 'open',
    issuers: [issuer.config],
    policyDir: join(import.meta.dirname, '../../bundles/server/policies'),
    channels: new Map([
      ['staging', { keys, scope: 'staging' }],
      ['production', { keys, scope: 'production' }],
    ]),
    grants: [grantAll(issuer)],
    logLevel: 'silent',
    ...(typeof settings === 'function' ? settings(issuer) : settings),
  };
  const log = pino({ level: 'silent' });
  const token = await issuer.sign(CLAIMS);
  const started = await startBundleServer(config, log);
  const test: TestServer = {
    url: started.url,
    issuer,
    token,
    config,
    server: started,
    client: createClient({ server: started.url, token }),
    async restart() {
      await test.server.stop();
      const port = Number(new URL(test.url).port);
      test.server = await startBundleServer({ ...config, listen: { ...config.listen, port } }, log);
    },
    publish: (bytes, options = {}) =>
      fetch(`${test.url}/v1/channels/${options.channel ?? 'staging'}?action=publish`, {
        method: 'POST',
        headers:
          options.token === null ? {} : { authorization: `Bearer ${options.token ?? token}` },
        body: new Uint8Array(bytes),
      }),
    revision: async (channel = 'staging') =>
      (await test.client.list()).find(({ name }) => name === channel)?.current?.revision,
    async stop() {
      await test.server.stop();
      await issuer.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
  return test;
}
