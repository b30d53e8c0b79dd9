import { createSign, generateKeyPairSync, sign } from 'node:crypto';
import t from 'tap';
import { claimsOf, forgeToken } from '../helpers/tokens.ts';
import { start } from '../identity/support.ts';

void t.test('a key that says one alg does not verify another of the same type', async (t) => {
  const { issuer, identify, refuse } = await start(t);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), use: 'sig' };
  issuer.keys = [
    { ...jwk, kid: 'ps256', alg: 'PS256' },
    { ...jwk, kid: 'rs384', alg: 'RS384' },
    { ...jwk, kid: 'rs256', alg: 'RS256' },
  ];
  const signRs256 = (kid: string): string =>
    forgeToken({ alg: 'RS256', kid, typ: 'at+jwt' }, claimsOf(issuer), (input) =>
      createSign('sha256').update(input).sign(privateKey),
    );
  await t.resolves(identify(signRs256('rs256')));
  for (const kid of ['ps256', 'rs384']) {
    const { code, detail } = await refuse(signRs256(kid));
    t.equal(code, 'token-invalid');
    t.match(detail, 'no key');
  }
});

void t.test('a key for encryption or of another curve does not verify', async (t) => {
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const jwk = p256.publicKey.export({ format: 'jwk' });
  const { issuer, identify, refuse } = await start(t);
  issuer.keys = [
    { ...jwk, kid: 'good' },
    { ...jwk, kid: 'enc', use: 'enc' },
    { ...jwk, kid: 'derive', key_ops: ['deriveBits'] },
    { ...p384.publicKey.export({ format: 'jwk' }), kid: 'p384' },
  ];
  const signEs256 = (kid: string, key = p256.privateKey): string =>
    forgeToken({ alg: 'ES256', kid, typ: 'at+jwt' }, claimsOf(issuer), (input) =>
      sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }),
    );
  await t.resolves(identify(signEs256('good')));
  for (const token of [signEs256('enc'), signEs256('derive'), signEs256('p384', p384.privateKey)]) {
    t.equal((await refuse(token)).code, 'token-invalid');
  }
});
