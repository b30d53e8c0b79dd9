// OPA's signatures may be of MD5 and SHA-1, in which two files can be made to have one hash.
import { createHash } from 'node:crypto';
import t from 'tap';
import { codeOf, filesOf, makeSigned, signChanged } from '../bundles/sign-support.ts';

void t.test('a hash of another algorithm', async (t) => {
  const { trust, signing } = await makeSigned();
  for (const [algorithm, name] of [
    ['MD5', 'md5'],
    ['SHA-1', 'sha1'],
    ['SHA-512', 'sha512'],
  ] as const) {
    const bytes = await signChanged(filesOf(), signing, (payload) => ({
      files: (payload['files'] as { name: string }[]).map((file) =>
        file.name === 'policy.wasm'
          ? {
              name: file.name,
              algorithm,
              hash: createHash(name).update(filesOf().get(file.name)!).digest('hex'),
            }
          : file,
      ),
    }));
    t.equal(await codeOf(bytes, trust), 'malformed', algorithm);
  }
});
