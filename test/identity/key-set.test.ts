import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import t from 'tap';
import { readKeySet } from '../../gateway/identity/key-set.ts';
import { start } from './support.ts';

async function publicJwk(algorithm: string): Promise<JWK> {
  return exportJWK((await generateKeyPair(algorithm, { extractable: true })).publicKey);
}

void t.test('keys that are not safe to verify with are left out, and it is said why', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const set = readKeySet({
    keys: [
      { kty: 'oct', k: 'c2VjcmV0' },
      publicKey.export({ format: 'jwk' }),
      privateKey.export({ format: 'jwk' }),
      { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
      'text',
      null,
      await publicJwk('ES256'),
    ],
  });
  t.equal(set.size, 1);
  t.strictSame(set.ignored, [
    'keys[0]: `kty` is not RSA, EC or OKP',
    'keys[1]: the RSA key has less than 2048 bits',
    'keys[2]: it is a private key',
    'keys[3]: the key cannot be read',
    'keys[4]: it is not an object',
    'keys[5]: it is not an object',
  ]);
});

void t.test('what is not a JWK set is an error, an empty set is not', async (t) => {
  for (const value of [null, undefined, 1, 'x', [], {}, { keys: {} }, { keys: null }]) {
    t.throws(() => readKeySet(value), /not a JWK set/);
  }
  t.equal(readKeySet({ keys: [] }).size, 0);
});

void t.test('without a kid every key that fits is tried', async (t) => {
  const { issuer, identify, refuse } = await start(t);
  issuer.keys.unshift(await publicJwk('ES256'), await publicJwk('ES384'));
  const header = { kid: undefined };
  await t.resolves(identify(await issuer.sign({}, { header })));
  const { privateKey } = await generateKeyPair('ES256');
  t.match(await refuse(await issuer.sign({}, { header, key: privateKey })), {
    code: 'token-invalid',
    detail: 'The signature',
  });
  const expired = await issuer.sign({}, { header, at: Date.now() - 3_600_000 });
  t.equal((await refuse(expired)).code, 'token-expired');
});
