import { EncryptJWT, generateKeyPair } from 'jose';
import t from 'tap';
import { claimsOf } from '../helpers/tokens.ts';
import { start } from '../identity/support.ts';

void t.test('an encrypted token is refused: anybody can encrypt for a public key', async (t) => {
  const { issuer, refuse } = await start(t);
  const { publicKey } = await generateKeyPair('RSA-OAEP-256');
  const token = await new EncryptJWT(claimsOf(issuer))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'at+jwt', kid: 'key-1' })
    .encrypt(publicKey);
  t.equal((await refuse(token)).code, 'credentials-malformed');
});
