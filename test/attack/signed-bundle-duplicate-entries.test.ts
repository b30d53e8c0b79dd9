// A file that is signed twice has two hashes; `opa` takes the last, another reader might the first.
import t from 'tap';
import { codeOf, filesOf, makeSigned, signChanged } from '../bundles/sign-support.ts';

interface SignedFile {
  name: string;
  hash: string;
  algorithm: string;
}

void t.test('a name twice', async (t) => {
  const { trust, signing } = await makeSigned();
  for (const hash of [undefined, '00'.repeat(32)]) {
    const bytes = await signChanged(filesOf(), signing, (payload) => {
      const files = payload['files'] as SignedFile[];
      return { files: [...files, { ...files[0]!, ...(hash === undefined ? {} : { hash }) }] };
    });
    t.equal(await codeOf(bytes, trust), 'malformed');
  }
});

void t.test('a name written in two ways', async (t) => {
  const { trust, signing } = await makeSigned();
  const bytes = await signChanged(filesOf(), signing, (payload) => {
    const files = payload['files'] as SignedFile[];
    return { files: [...files, { ...files[0]!, name: `/${files[0]!.name}` }] };
  });
  t.equal(await codeOf(bytes, trust), 'missing-file');
});

void t.test('entries that are none', async (t) => {
  const { trust, signing } = await makeSigned();
  for (const files of [
    undefined,
    {},
    [null],
    ['data.json'],
    [{ name: 'data.json' }],
    [{ hash: '' }],
  ]) {
    t.equal(
      await codeOf(await signChanged(filesOf(), signing, () => ({ files })), trust),
      'malformed',
    );
  }
});
