import { createHmac, createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import t from 'tap';
import { claimsOf, forgeToken } from '../helpers/tokens.ts';
import { start } from '../identity/support.ts';

/** The texts of a public key that a confused verifier may take for a secret. */
function secretsOf(jwk: JWK): (string | Buffer)[] {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return [
    key.export({ format: 'pem', type: 'spki' }),
    key.export({ format: 'pem', type: 'pkcs1' }),
    key.export({ format: 'der', type: 'spki' }),
    JSON.stringify(jwk),
    Buffer.from(jwk.n!, 'base64url'),
    '',
  ];
}

void t.test('an RS256 public key does not serve as an HMAC secret', async (t) => {
  const { issuer, identify, refuse } = await start(t, {}, {}, 'RS256');
  await identify(await issuer.sign());
  const [jwk] = issuer.keys;
  for (const secret of secretsOf(jwk!)) {
    for (const [alg, digest] of [
      ['HS256', 'sha256'],
      ['HS384', 'sha384'],
      ['HS512', 'sha512'],
      ['RS256', 'sha256'],
    ] as const) {
      const header = { alg, kid: 'key-1', typ: 'at+jwt' };
      const token = forgeToken(header, claimsOf(issuer), (input) =>
        createHmac(digest, secret).update(input).digest(),
      );
      t.equal((await refuse(token)).code, 'token-invalid', alg);
    }
  }
});

void t.test('a symmetric key in the key set is not used, whatever its kid', async (t) => {
  const { issuer, refuse } = await start(t);
  const secret = Buffer.alloc(32, 7);
  const k = secret.toString('base64url');
  issuer.keys.push({ kty: 'oct', k, kid: 'shared', alg: 'HS256' }, { kty: 'oct', k, kid: 'es' });
  for (const header of [
    { alg: 'HS256', kid: 'shared', typ: 'at+jwt' },
    { alg: 'ES256', kid: 'es', typ: 'at+jwt' },
  ]) {
    const token = forgeToken(header, claimsOf(issuer), (input) =>
      createHmac('sha256', secret).update(input).digest(),
    );
    t.equal((await refuse(token)).code, 'token-invalid');
  }
});
