// A file that nobody signed must not ride along; one that only `opa` reads neither, signed or not.
import t from 'tap';
import { codeOf, filesOf, makeSigned, signChanged, tamper } from '../bundles/sign-support.ts';

void t.test('a file that is not signed', async (t) => {
  const { trust, bytes } = await makeSigned();
  for (const name of ['a.rego', 'a/data.json', 'other.wasm', 'README.md', 'a/.signatures.json']) {
    const changed = await tamper(bytes, (files) => files.set(name, Buffer.from('{}')));
    t.equal(await codeOf(changed, trust), 'extra-file', name);
  }
});

void t.test('a signed file that Regent would pass over and `opa` would not', async (t) => {
  const { trust, signing } = await makeSigned();
  for (const name of [
    'crm/data.json',
    'data.yaml',
    'other.manifest',
    'patch.json',
    'a/.manifest',
  ]) {
    const files = filesOf().set(name, Buffer.from('{}'));
    const bytes = await signChanged(files, signing, (payload) => payload);
    t.equal(await codeOf(bytes, trust), 'extra-file', name);
  }
});
