import { exportJWK, generateKeyPair } from 'jose';
import t from 'tap';
import { serve } from '../helpers/tokens.ts';
import { start } from '../identity/support.ts';

void t.test('a key that the token brings along is not used, nor fetched', async (t) => {
  const { issuer, identify, refuse } = await start(t);
  const { publicKey, privateKey: key } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256' };
  const evil = await serve((_request, response) => {
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  t.teardown(() => evil.close());
  const certificate = Buffer.from('a certificate').toString('base64');
  const headers = [
    { jwk },
    { jwk, kid: 'brought-along' },
    { jwk, kid: undefined },
    { jku: `${evil.url}/jwks` },
    { jku: `${evil.url}/jwks`, kid: 'brought-along' },
    { x5c: [certificate] },
    { x5u: `${evil.url}/cert` },
    { jwk, jku: evil.url, x5u: evil.url, x5c: [certificate] },
  ];
  for (const header of headers) {
    t.equal((await refuse(await issuer.sign({}, { header, key }))).code, 'token-invalid');
    const ours = await issuer.sign({}, { header: { ...header, kid: 'key-1' } });
    await t.resolves(identify(ours), 'signed with the true key it has no effect');
  }
  t.strictSame(evil.requests, []);
});
