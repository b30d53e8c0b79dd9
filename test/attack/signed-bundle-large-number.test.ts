// 12345678901234567890 and 12345678901234567891 are one double, and two limits.
import t from 'tap';
import { signBundle } from '../../bundles/sign.ts';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { codeOf, filesOf, makeSigned, METADATA, tamper } from '../bundles/sign-support.ts';

void t.test('a digit beyond a double is changed', async (t) => {
  const { trust, signing } = await makeSigned();
  for (const [one, other] of [
    ['12345678901234567890', '12345678901234567891'],
    ['1e400', '1e401'],
    ['0.1', '0.1000000000000000000001'],
  ] as const) {
    const files = filesOf(METADATA, `{"limit":${one}}`);
    const bytes = await signBundle(await writeArchive(files), signing);
    const changed = await tamper(bytes, (files) =>
      files.set('data.json', Buffer.from(`{"limit":${other}}`)),
    );
    t.equal(await codeOf(bytes, trust), 'accepted', one);
    t.equal(await codeOf(changed, trust), 'file-changed', other);
  }
});
