import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import { loadServerConfig } from '../../bundles/server/load-config.ts';
import { SetupError } from '../../gateway/errors.ts';
import { makeCertificate } from '../config/certificates.ts';
import { KEY } from './support.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';

const GOOD = {
  server: { listen: { port: 0 }, state_dir: './state' },
  identity: { issuers: [{ issuer: GITHUB, audience: ['https://bundles.example'] }] },
  channels: [
    { name: 'staging', keys: [{ id: 'k', algorithm: 'ES256', public_key: 'k.pem' }] },
    {
      name: 'production',
      scope: 'prod',
      keys: [{ id: 'k', algorithm: 'ES256', public_key: 'k.pem' }],
    },
  ],
  grants: [
    {
      name: 'ci',
      token: { issuer: GITHUB, claims: { repository: 'acme/policies', ref: ['refs/heads/main'] } },
      actions: ['publish'],
      channels: ['staging'],
    },
  ],
};

t.test('defaults', (t) => {
  const config = loadServerConfig(write(t, GOOD), {});
  t.match(config, {
    maxBundle: 64 * 1024 * 1024,
    uploadTimeout: 60_000,
    publishesPerMinute: 30,
    maxWait: 600_000,
    maxWaiting: 20_000,
    read: 'granted',
    logLevel: 'info',
  });
  t.equal(config.retention, undefined, 'everything is kept');
  t.equal(config.admin, undefined);
  const server = { ...GOOD.server, admin: { port: 9 }, retention: { after: '1h' } };
  t.match(loadServerConfig(write(t, { ...GOOD, server }), {}), {
    admin: { host: '127.0.0.1', port: 9 },
    retention: { after: 3_600_000, keepLast: 10 },
  });
  t.equal(config.channels.get('staging')?.scope, 'staging', "the scope is the channel's name");
  t.equal(config.channels.get('production')?.scope, 'prod');
  t.match(config.grants[0], {
    token: { claims: { repository: ['acme/policies'], ref: ['refs/heads/main'] } },
    from: [],
    source_repositories: [],
  });
  t.end();
});

t.test('the example of the documentation', (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/bundle-server.md'), 'utf8');
  const yaml = /```yaml\n(server:[^]*?)```/.exec(page)![1]!;
  const { cert, key } = makeCertificate();
  const jwks = JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }] });
  const dir = t.testdir({
    'bundle-server.yaml': yaml,
    'server.pem': cert,
    'server.key': key,
    'clients.pem': cert,
    'kubernetes.jwks.json': jwks,
    'policy-2026.pem': KEY.publicKey,
  });
  const config = loadServerConfig(join(dir, 'bundle-server.yaml'), {});
  t.same([...config.channels.keys()], ['staging', 'production']);
  t.equal(config.grants.length, 4);
  t.end();
});

t.test('faults, each with its line and path', (t) => {
  const [grant] = GOOD.grants;
  const [channel] = GOOD.channels;
  const pem = makeCertificate();
  const key = { id: 'k', algorithm: 'ES256', public_key: 'private.pem' };
  const cases: [object, RegExp][] = [
    [{ ...GOOD, channel: [] }, /channel is not known; did you mean channels\?/],
    [{ ...GOOD, channels: [{ ...channel, name: '../x' }] }, /channels\[0\]\.name must be 1 to 63/],
    [
      { ...GOOD, channels: [channel, channel] },
      /channels\[1\]\.name is that of an earlier channel/,
    ],
    [
      { ...GOOD, channels: [{ ...channel, keys: [key] }] },
      /keys\[0\]\.public_key must be a file of one PEM public key/,
    ],
    [
      { ...GOOD, server: { ...GOOD.server, listen: { host: '0.0.0.0', port: 1 } } },
      /server\.listen must have tls/,
    ],
    [
      { ...GOOD, server: { ...GOOD.server, client_ca: 'ca.pem' } },
      /server\.client_ca needs listen\.tls/,
    ],
    [
      { ...GOOD, server: { ...GOOD.server, max_bundle: '65MiB' } },
      /server\.max_bundle must be from 1KiB to 64MiB/,
    ],
    [
      { ...GOOD, grants: [{ ...grant, token: undefined }] },
      /grants\[0\] must have token or certificate/,
    ],
    [
      { ...GOOD, grants: [{ ...grant, token: { issuer: GITHUB, claims: {} } }] },
      /grants\[0\]\.token\.claims/,
    ],
    [
      {
        ...GOOD,
        grants: [{ ...grant, token: { issuer: GITHUB, claims: { ref: 'refs/heads/main' } } }],
      },
      /grants\[0\]\.token\.claims must have one of sub, repository/,
    ],
    [
      {
        ...GOOD,
        grants: [{ ...grant, token: { issuer: 'https://x.example', claims: { sub: 'a' } } }],
      },
      /must be one of identity\.issuers/,
    ],
    [
      { ...GOOD, grants: [{ ...grant, certificate: { subject: 'CN=a' } }] },
      /certificate needs server\.client_ca/,
    ],
    [
      { ...GOOD, grants: [{ ...grant, channels: ['stagin'] }] },
      /grants\[0\]\.channels\[0\] is not one of channels/,
    ],
    [{ ...GOOD, grants: [{ ...grant, actions: ['promote'] }] }, /grants\[0\]\.from is missing/],
    [
      { ...GOOD, server: { ...GOOD.server, admin: { host: '0.0.0.0', port: 1 } } },
      /server\.admin must have tls/,
    ],
    [
      { ...GOOD, server: { ...GOOD.server, listen: { port: 7 }, admin: { port: 7 } } },
      /server\.admin\.port must differ from server\.listen\.port/,
    ],
    [{ ...GOOD, server: { ...GOOD.server, retention: {} } }, /server\.retention\.after is missing/],
    [
      { ...GOOD, server: { ...GOOD.server, retention: { after: '87601h' } } },
      /server\.retention\.after must be at most 87600h/,
    ],
    [
      { ...GOOD, server: { ...GOOD.server, retention: { after: '1h', keep_last: 0 } } },
      /server\.retention\.keep_last must be/,
    ],
  ];
  for (const [config, fault] of cases) {
    t.throws(
      () => loadServerConfig(write(t, config, pem.cert), {}),
      { message: fault },
      String(fault),
    );
  }
  t.throws(() => loadServerConfig('/nowhere.yaml', {}), SetupError);
  t.end();
});

function write(
  t: { testdir: (files: Record<string, string>) => string },
  config: object,
  ca = '',
): string {
  const files = {
    'bundle-server.yaml': stringify(config),
    'k.pem': KEY.publicKey,
    'private.pem': KEY.privateKey,
    'ca.pem': ca,
  };
  return join(t.testdir(files), 'bundle-server.yaml');
}
