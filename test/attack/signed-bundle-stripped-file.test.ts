// Without its data, or the manifest, a signed bundle would decide otherwise.
import t from 'tap';
import { codeOf, filesOf, makeSigned, tamper } from '../bundles/sign-support.ts';

void t.test('any file taken out', async (t) => {
  const { trust, bytes } = await makeSigned();
  for (const name of filesOf().keys()) {
    t.equal(
      await codeOf(await tamper(bytes, (files) => files.delete(name)), trust),
      'missing-file',
      name,
    );
  }
});

void t.test('any file renamed', async (t) => {
  const { trust, bytes } = await makeSigned();
  for (const name of filesOf().keys()) {
    const renamed = await tamper(bytes, (files) => {
      files.set(`x/${name}`, files.get(name)!);
      files.delete(name);
    });
    t.equal(await codeOf(renamed, trust), 'missing-file', name);
  }
});
