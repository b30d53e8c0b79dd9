import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { signBundle } from '../../bundles/sign.ts';
import { makeSigningKey } from '../helpers/channel.ts';
import { writeConfigFile } from '../helpers/config-file.ts';
import { ALLOW_ALL, buildTestSource } from '../helpers/gateway.ts';
import { serve } from '../helpers/serve.ts';
import { createTestIssuer } from '../helpers/tokens.ts';

t.test('regent serve takes no file that a trusted key has not signed', async (t) => {
  const issuer = await createTestIssuer();
  const written = await writeConfigFile({
    rules: ALLOW_ALL,
    upstream: 'http://127.0.0.1:9',
    issuer: issuer.config,
  });
  t.teardown(async () => {
    await issuer.close();
    await rm(written.dir, { recursive: true });
  });
  const file = join(written.dir, 'bundle.tar.gz');
  const good = await readFile(file);
  const { bytes } = await buildTestSource();
  await writeFile(file, bytes);
  await t.rejects(serve(written.file), { message: /policy\.bundle: unsigned: / });
  await writeFile(file, await signBundle(good, makeSigningKey('ci').key, {}));
  await t.rejects(serve(written.file), { message: /policy\.bundle: bad-signature: / });
  await writeFile(file, await signBundle(good, makeSigningKey('other').key, {}));
  await t.rejects(serve(written.file), { message: /policy\.bundle: unknown-key: / });

  const config = await readFile(written.file, 'utf8');
  await writeFile(file, bytes);
  await writeFile(written.file, config.replace(/^ {2}trust:\n(?: {4}.*\n)+/m, ''));
  await t.rejects(serve(written.file), { message: /policy\.trust/ }, 'nor without any key');
});
