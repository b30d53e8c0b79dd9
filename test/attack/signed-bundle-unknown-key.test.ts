// Anybody can sign; only the trusted count, and the name of a key is not the key.
import t from 'tap';
import { signBundle } from '../../bundles/sign.ts';
import { codeOf, filesOf, makeKeys, makeSigned, signChanged } from '../bundles/sign-support.ts';

void t.test('another key under another name', async (t) => {
  const { trust, bytes } = await makeSigned();
  t.equal(
    await codeOf(await signBundle(bytes, makeKeys('mallory', 'EdDSA').signing), trust),
    'unknown-key',
  );
});

void t.test('another key under a trusted name', async (t) => {
  const { trust, bytes } = await makeSigned();
  t.equal(
    await codeOf(await signBundle(bytes, makeKeys('k1', 'EdDSA').signing), trust),
    'bad-signature',
  );
});

void t.test('no name, though there is but one key', async (t) => {
  const { trust, signing } = await makeSigned();
  const nameless = { ...signing, id: '' };
  t.equal(
    await codeOf(await signChanged(filesOf(), nameless, (payload) => payload), trust),
    'unknown-key',
  );
});

void t.test('a name in the payload does not stand for that in the header', async (t) => {
  const { trust, signing } = await makeSigned();
  const other = { ...makeKeys('mallory', 'EdDSA').signing };
  const bytes = await signChanged(filesOf(), other, (payload) => ({
    ...payload,
    keyid: signing.id,
  }));
  t.equal(await codeOf(bytes, trust), 'unknown-key');
});
