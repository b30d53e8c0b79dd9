import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { faultsOf, goodFile, load, makeDirectory } from './setup.ts';

const directory = makeDirectory(t);
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = publicKey.export({ type: 'spki', format: 'pem' });
writeFileSync(join(directory, 'ci.pub'), pem);
writeFileSync(join(directory, 'ci.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));

const service = {
  url: 'https://bundles.internal/bundles/production.tar.gz',
  keys: [{ id: 'ci', algorithm: 'EdDSA', file: 'ci.pub' }],
};

void t.test('a channel is resolved, with its defaults', async (t) => {
  const { policy } = await load(directory, { ...goodFile(), policy: { service } });
  t.strictSame(policy, {
    service: {
      url: service.url,
      keys: [{ id: 'ci', algorithm: 'EdDSA', publicKey: pem }],
      wait: 30_000,
      poll: 10_000,
      maxAge: 3_600_000,
      denyWhenStale: false,
    },
    maxSteps: 10_000_000,
    maxMemory: 268_435_456,
  });
});

const key = service.keys[0];
const bad: [name: string, policy: object, fault: RegExp][] = [
  ['neither a file nor a channel', {}, /^policy must have either bundle/],
  ['both', { bundle: 'bundle.tar.gz', service }, /^policy must have either bundle/],
  [
    'plain HTTP',
    { service: { ...service, url: 'http://b.internal/x' } },
    /^policy\.service\.url must be https/,
  ],
  ['no keys', { service: { ...service, keys: [] } }, /^policy\.service\.keys/],
  [
    'a missing key',
    { service: { ...service, keys: [{ ...key, file: 'no.pub' }] } },
    /keys\[0\]\.file must be a PEM file/,
  ],
  [
    'a private key',
    { service: { ...service, keys: [{ ...key, file: 'ci.key' }] } },
    /keys\[0\]\.file must be a PEM file/,
  ],
  ['one id twice', { service: { ...service, keys: [key, key] } }, /keys\[1\]\.id is the same/],
  [
    'a symmetric algorithm',
    { service: { ...service, keys: [{ ...key, algorithm: 'HS256' }] } },
    /keys\[0\]\.algorithm/,
  ],
];

for (const [name, policy, fault] of bad) {
  void t.test(`refused: ${name}`, async (t) => {
    const faults = await faultsOf(directory, { ...goodFile(), policy });
    t.match(faults, [fault]);
  });
}
