// The JWT must not choose the algorithm: not none, not an HMAC with the public key as its secret, and
// no other one that the key could do (RFC 8725, 2.1 and 3.1).
import { createHmac } from 'node:crypto';
import t from 'tap';
import { signBundle } from '../../bundles/sign.ts';
import { codeOf, jwtOf, makeKeys, makeSigned, replaceJwt } from '../bundles/sign-support.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

void t.test('none', async (t) => {
  const { trust, bytes } = await makeSigned();
  const payload = (await jwtOf(bytes)).split('.')[1]!;
  for (const alg of ['none', 'None', '', undefined, null]) {
    const jwt = `${encode({ alg, kid: 'k1' })}.${payload}.`;
    t.not(await codeOf(await replaceJwt(bytes, jwt), trust), 'accepted', String(alg));
  }
  const jwt = `${encode({ alg: 'none', kid: 'k1' })}.${payload}.`;
  t.equal(await codeOf(await replaceJwt(bytes, jwt), trust), 'algorithm-mismatch');
});

void t.test('an HMAC whose secret is the public key', async (t) => {
  for (const algorithm of ['EdDSA', 'ES256', 'RS256', 'PS256'] as const) {
    const { signing, trusted } = makeKeys('k1', algorithm);
    const bytes = await signBundle((await makeSigned()).bytes, signing);
    const payload = (await jwtOf(bytes)).split('.')[1]!;
    const start = `${encode({ alg: 'HS256', kid: 'k1' })}.${payload}`;
    const mac = createHmac('sha256', trusted.publicKey).update(start).digest('base64url');
    const forged = await replaceJwt(bytes, `${start}.${mac}`);
    t.equal(await codeOf(forged, { keys: [trusted] }), 'algorithm-mismatch', algorithm);
  }
});

void t.test('a key of RS256 used for PS256, and the reverse', async (t) => {
  const { bytes } = await makeSigned();
  for (const [pinned, used] of [
    ['RS256', 'PS256'],
    ['PS256', 'RS256'],
  ] as const) {
    const { signing, trusted } = makeKeys('k1', pinned);
    const signed = await signBundle(bytes, { ...signing, algorithm: used });
    t.equal(await codeOf(signed, { keys: [trusted] }), 'algorithm-mismatch', used);
  }
});

void t.test('a header that claims the pinned algorithm for a signature of another', async (t) => {
  const { signing, trusted } = makeKeys('k1', 'RS256');
  const bytes = await signBundle((await makeSigned()).bytes, { ...signing, algorithm: 'PS256' });
  const [, payload, signature] = (await jwtOf(bytes)).split('.');
  const jwt = `${encode({ alg: 'RS256', kid: 'k1' })}.${payload}.${signature}`;
  t.equal(await codeOf(await replaceJwt(bytes, jwt), { keys: [trusted] }), 'bad-signature');
});
