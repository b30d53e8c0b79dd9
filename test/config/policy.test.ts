import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { faultsOf, goodFile, load, makeDirectory } from './setup.ts';

const directory = makeDirectory(t);
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = publicKey.export({ type: 'spki', format: 'pem' });
writeFileSync(join(directory, 'ci.pub'), pem);
writeFileSync(join(directory, 'ci.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));

const service = { url: 'https://bundles.internal/bundles/production.tar.gz' };
const key = { id: 'ci', algorithm: 'EdDSA', file: 'ci.pub' };
const trust = { keys: [key] };

void t.test('a channel is resolved, with its defaults', async (t) => {
  const { policy } = await load(directory, { ...goodFile(), policy: { service, trust } });
  t.strictSame(policy, {
    service: {
      url: service.url,
      wait: 30_000,
      poll: 10_000,
      maxAge: 3_600_000,
      denyWhenStale: false,
    },
    trust: { keys: [{ id: 'ci', algorithm: 'EdDSA', publicKey: pem }] },
    maxSteps: 10_000_000,
    maxMemory: 268_435_456,
  });
});

void t.test('a shadow is a channel and a share', async (t) => {
  const shadow = { url: 'https://bundles.internal/bundles/staging.tar.gz' };
  const { policy } = await load(directory, { ...goodFile(), policy: { service, trust, shadow } });
  t.strictSame(policy.shadow, { url: shadow.url, wait: 30_000, poll: 10_000, share: 0.1 });
});

void t.test('nobody need have signed under regent dev alone', async (t) => {
  writeFileSync(
    join(directory, 'regent.yaml'),
    stringify({ ...goodFile(), policy: { bundle: 'bundle.tar.gz' } }),
  );
  const file = join(directory, 'regent.yaml');
  await t.rejects(loadConfig(file, {}), /policy\.trust is missing/);
  const { policy } = await loadConfig(file, {}, { unsigned: true });
  t.equal(policy.trust, undefined);
});

const bad: [name: string, policy: object, fault: RegExp][] = [
  ['neither a file nor a channel', { trust }, /^policy must have either bundle/],
  ['both', { bundle: 'bundle.tar.gz', service, trust }, /^policy must have either bundle/],
  ['a file that nobody signed', { bundle: 'bundle.tar.gz' }, /^policy\.trust is missing/],
  ['a channel that nobody signs', { service }, /^policy\.trust is missing/],
  [
    'plain HTTP',
    { service: { url: 'http://b.internal/x' }, trust },
    /^policy\.service\.url must be https/,
  ],
  [
    'a shadow over plain HTTP',
    { service, trust, shadow: { url: 'http://b.internal/x' } },
    /^policy\.shadow\.url must be https/,
  ],
  [
    'a share of none',
    { service, trust, shadow: { ...service, share: 0 } },
    /^policy\.shadow\.share/,
  ],
  ['no keys', { service, trust: { keys: [] } }, /^policy\.trust\.keys/],
  [
    'a missing key',
    { service, trust: { keys: [{ ...key, file: 'no.pub' }] } },
    /keys\[0\]\.file must be a PEM file/,
  ],
  [
    'a private key',
    { service, trust: { keys: [{ ...key, file: 'ci.key' }] } },
    /keys\[0\]\.file must be a PEM file/,
  ],
  ['one id twice', { service, trust: { keys: [key, key] } }, /keys\[1\]\.id is the same/],
  [
    'a symmetric algorithm',
    { service, trust: { keys: [{ ...key, algorithm: 'HS256' }] } },
    /keys\[0\]\.algorithm/,
  ],
];

for (const [name, policy, fault] of bad) {
  void t.test(`refused: ${name}`, async (t) => {
    const faults = await faultsOf(directory, { ...goodFile(), policy });
    t.match(faults, [fault]);
  });
}
