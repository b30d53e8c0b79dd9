import { join } from 'node:path';
import t from 'tap';
import { goodFile, load, makeDirectory } from './setup.ts';

const directory = makeDirectory(t);

void t.test('an absent section has its defaults, in milliseconds and bytes', async (t) => {
  const config = await load(directory, goodFile());
  t.strictSame(config.limits, {
    headerCount: 100,
    headerBytes: 16_384,
    targetBytes: 8192,
    bodyBytes: 1_048_576,
    jsonDepth: 64,
    requestTimeout: 30_000,
  });
  t.strictSame(config.approvals, {
    hold: 60_000,
    maxHeld: 1000,
    maxPendingPerIdentity: 100,
    withdrawAfter: 10_000,
  });
  t.strictSame(config.redaction, { keys: [] });
  t.equal(config.reporting, undefined);
  t.strictSame(config.ledger, {
    segmentBytes: 67_108_864,
    segmentAge: 86_400_000,
    origin: 'regent/gw-1',
    signingKey: join(directory, 'state', 'keys', 'checkpoint.pem'),
    retention: [],
    witnesses: [],
    readers: [],
    refusalsPerSecond: 10,
    keys: [],
    session: { idle: 1_800_000, max: 43_200_000 },
    erasers: [],
  });
  t.equal(config.logLevel, 'info');
  t.match(config.policy, {
    bundle: join(directory, 'bundle.tar.gz'),
    maxSteps: 10_000_000,
    maxMemory: 268_435_456,
  });
});

void t.test('the gateway section is resolved', async (t) => {
  const config = await load(directory, goodFile());
  t.strictSame(config.gateway, {
    id: 'gw-1',
    listen: { host: '127.0.0.1', port: 8080 },
    admin: { host: '127.0.0.1', port: 8081 },
    stateDir: join(directory, 'state'),
    drainTimeout: 30_000,
  });
});

void t.test('an issuer and a connection have their defaults', async (t) => {
  const config = await load(directory, goodFile());
  t.strictSame(config.issuers, [
    {
      issuer: 'https://idp.example',
      audience: ['urn:regent'],
      algorithms: ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'],
      types: ['at+jwt', 'jwt'],
      clockTolerance: 30_000,
      maxLifetime: 3_600_000,
      requiredClaims: [],
      groupsClaim: 'groups',
      keysMaxAge: 3_600_000,
    },
  ]);
  t.strictSame(config.connections, [
    {
      name: 'crm',
      match: { pathPrefix: '/crm' },
      upstream: new URL('https://crm.internal'),
      tls: {},
      timeouts: { connect: 5000, response: 30_000 },
      maxConnections: 256,
      credentials: [],
      headers: [],
      requestBody: 'json',
      allowEncodedSlash: false,
      allowSemicolon: false,
      recordBodies: { request: true, response: true, limit: 1_048_576 },
      responseLimit: 16_777_216,
      jsonTexts: false,
    },
  ]);
});

void t.test('a section with nothing under its name is like an absent one', async (t) => {
  const file = goodFile();
  for (const name of ['limits', 'approvals', 'redaction', 'ledger', 'log']) file[name] = null;
  file['connections'][0].timeouts = null;
  t.strictSame(await load(directory, file), await load(directory, goodFile()));
});

void t.test('a section with one value has the defaults of the others', async (t) => {
  const config = await load(directory, { ...goodFile(), limits: { json_depth: 8 } });
  t.equal(config.limits.jsonDepth, 8);
  t.equal(config.limits.headerCount, 100);
});

void t.test('two loads do not share their defaults', async (t) => {
  const [first, second] = [await load(directory, goodFile()), await load(directory, goodFile())];
  t.not(first.issuers[0]?.algorithms, second.issuers[0]?.algorithms);
});
