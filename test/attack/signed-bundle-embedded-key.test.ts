// A key that the signature brings along (RFC 7515, 4.1.2 to 4.1.6) proves nothing.
import { createPublicKey } from 'node:crypto';
import { exportJWK, importPKCS8, SignJWT } from 'jose';
import t from 'tap';
import { listSignedFiles } from '../../bundles/signatures.ts';
import { codeOf, filesOf, makeKeys, makeSigned, replaceJwt } from '../bundles/sign-support.ts';

void t.test('a key in the header', async (t) => {
  const { trust, bytes } = await makeSigned();
  const { signing } = makeKeys('k1', 'EdDSA');
  const jwk = await exportJWK(createPublicKey(signing.privateKey));
  const key = await importPKCS8(signing.privateKey, 'EdDSA');
  for (const header of [{ jwk }, { jku: 'https://mallory.example/keys' }]) {
    const jwt = await new SignJWT({ files: listSignedFiles(filesOf()) })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', ...header })
      .sign(key);
    t.equal(await codeOf(await replaceJwt(bytes, jwt), trust), 'bad-signature');
  }
});

void t.test('a header that demands what is not understood', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  const key = await importPKCS8(signing.privateKey, 'EdDSA');
  const jwt = await new SignJWT({ files: listSignedFiles(filesOf()) })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', crit: ['until'], until: 1 })
    .sign(key, { crit: { until: true } });
  t.equal(await codeOf(await replaceJwt(bytes, jwt), trust), 'bad-signature');
});
