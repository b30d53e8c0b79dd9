/** The signing key in a file: private, kept, and refused when it is not what it should be. */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import t from 'tap';
import { startIssuer } from '../../examples/issuer/issuer.ts';
import { loadSigningKey } from '../../examples/issuer/signing-key.ts';

void t.test('a token outlives a restart', async (t) => {
  const keyFile = join(t.testdir(), 'deep', 'issuer-key.json');
  const first = await startIssuer({ keyFile });
  const token = await first.token('support-agent');
  await first.close();
  t.equal(statSync(keyFile).mode & 0o777, 0o600);
  t.strictSame(readdirSync(join(keyFile, '..')), ['issuer-key.json'], 'no draft is left');
  const second = await startIssuer({ keyFile, port: Number(new URL(first.issuer).port) });
  t.teardown(() => second.close());
  t.equal(second.issuer, first.issuer);
  const keys = createRemoteJWKSet(new URL(`${second.issuer}/jwks`));
  await t.resolves(
    jwtVerify(token, keys, { issuer: second.issuer, audience: 'urn:regent:gateway' }),
  );
});

void t.test('without a file the key is new at each start', async (t) => {
  const [one, two] = await Promise.all([startIssuer(), startIssuer()]);
  t.teardown(() => Promise.all([one.close(), two.close()]));
  const keys = createLocalJWKSet(
    (await (await fetch(`${two.issuer}/jwks`)).json()) as JSONWebKeySet,
  );
  await t.rejects(jwtVerify(await one.token('dana'), keys));
});

void t.test('a file that others can read is refused', async (t) => {
  const keyFile = join(t.testdir(), 'key.json');
  loadSigningKey(keyFile);
  for (const mode of [0o640, 0o604, 0o620]) {
    chmodSync(keyFile, mode);
    await t.rejects(startIssuer({ keyFile }), { message: /open to others: chmod 600/ });
  }
});

void t.test('a file that holds no such key is refused and kept', async (t) => {
  const keyFile = join(t.testdir(), 'key.json');
  const jwk = (type: 'P-384' | 'P-256', part: 'privateKey' | 'publicKey') =>
    JSON.stringify(generateKeyPairSync('ec', { namedCurve: type })[part].export({ format: 'jwk' }));
  const texts = ['', '{', 'null', '{}', jwk('P-384', 'privateKey'), jwk('P-256', 'publicKey')];
  for (const text of texts) {
    writeFileSync(keyFile, text, { mode: 0o600 });
    t.throws(() => loadSigningKey(keyFile), { message: /holds no private key for ES256/ }, text);
    t.equal(readFileSync(keyFile, 'utf8'), text);
  }
});

void t.test('where no file can be written nothing starts', async (t) => {
  const taken = join(t.testdir({ file: 'x' }), 'file', 'key.json');
  t.throws(() => loadSigningKey(taken));
  t.notOk(existsSync(taken));
});
