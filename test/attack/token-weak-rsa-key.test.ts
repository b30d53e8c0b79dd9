import { createSign, generateKeyPairSync } from 'node:crypto';
import t from 'tap';
import { claimsOf, forgeToken } from '../helpers/tokens.ts';
import { start } from '../identity/support.ts';

void t.test('a token signed with a 1024 bit RSA key of the issuer is refused', async (t) => {
  const { issuer, identifier, refuse } = await start(t);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  issuer.keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'weak' }];
  const header = { alg: 'RS256', kid: 'weak', typ: 'at+jwt' };
  const token = forgeToken(header, claimsOf(issuer), (input) =>
    createSign('sha256').update(input).sign(privateKey),
  );
  t.equal((await refuse(token)).code, 'token-invalid');
  t.match(identifier.ready(), [{ ready: false, keys: 0 }]);
});
