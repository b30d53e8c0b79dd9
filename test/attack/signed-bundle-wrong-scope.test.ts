// A bundle that was signed for staging must not get into production.
import t from 'tap';
import { signBundle } from '../../bundles/sign.ts';
import { codeOf, filesOf, makeSigned, signChanged } from '../bundles/sign-support.ts';

void t.test('another scope, or none', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  const production = { ...trust, scope: 'production' };
  const signed = (scope: string) => signBundle(bytes, signing, { scope });
  t.equal(await codeOf(await signed('production'), production), 'accepted');
  t.equal(await codeOf(bytes, production), 'wrong-scope');
  for (const scope of ['staging', 'Production', 'production ', 'production/eu', '']) {
    t.equal(await codeOf(await signed(scope), production), 'wrong-scope', scope);
  }
});

void t.test('a scope where none is asked for', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  t.equal(
    await codeOf(await signBundle(bytes, signing, { scope: 'staging' }), trust),
    'wrong-scope',
  );
  t.equal(await codeOf(await signBundle(bytes, signing, { scope: '' }), trust), 'accepted');
});

void t.test('a scope that is no text', async (t) => {
  const { trust, signing } = await makeSigned();
  for (const scope of [null, ['production'], { production: true }, true]) {
    const bytes = await signChanged(filesOf(), signing, (payload) => ({ ...payload, scope }));
    t.equal(await codeOf(bytes, { ...trust, scope: 'production' }), 'wrong-scope');
    t.equal(await codeOf(bytes, trust), 'wrong-scope');
  }
});
