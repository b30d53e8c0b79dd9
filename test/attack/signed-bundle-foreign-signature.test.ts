// The signature of one bundle says nothing of another.
import t from 'tap';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import {
  codeOf,
  filesOf,
  jwtOf,
  makeSigned,
  METADATA,
  replaceJwt,
} from '../bundles/sign-support.ts';

void t.test('the signature of another bundle of the same key', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  const other = filesOf({ ...METADATA, sequence: 8 }, '{"crm":{"ok":["mallory"]}}');
  const forged = await replaceJwt(await writeArchive(other), await jwtOf(bytes));
  t.equal(await codeOf(forged, trust), 'file-changed');
  t.equal(await codeOf(await signBundle(await writeArchive(other), signing), trust), 'accepted');
});

void t.test('the payload of one with the signature of another', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  const other = await signBundle(await writeArchive(filesOf(METADATA, '{}')), signing);
  const [[header, , signature], [, payload]] = [
    (await jwtOf(bytes)).split('.'),
    (await jwtOf(other)).split('.'),
  ];
  const forged = await replaceJwt(other, [header, payload, signature].join('.'));
  t.equal(await codeOf(forged, trust), 'bad-signature');
});

void t.test('a signed token of the same key for something else', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  const { importPKCS8, SignJWT } = await import('jose');
  const jwt = await new SignJWT({ sub: 'ci' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .sign(await importPKCS8(signing.privateKey, 'EdDSA'));
  t.equal(await codeOf(await replaceJwt(bytes, jwt), trust), 'malformed');
});
