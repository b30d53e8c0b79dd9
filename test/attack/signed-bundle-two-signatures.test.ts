// OPA takes exactly one signature; of two, each reader might hold another one against the files.
import t from 'tap';
import { SIGNATURES_FILE } from '../../bundles/signatures.ts';
import { codeOf, jwtOf, makeSigned, tamper } from '../bundles/sign-support.ts';

void t.test('two signatures, or a plugin beside one', async (t) => {
  const { trust, bytes } = await makeSigned();
  const jwt = await jwtOf(bytes);
  for (const content of [
    { signatures: [jwt, jwt] },
    { signatures: [jwt, 'x'] },
    { signatures: [jwt], plugin: 'other' },
  ]) {
    const changed = await tamper(bytes, (files) =>
      files.set(SIGNATURES_FILE, Buffer.from(JSON.stringify(content))),
    );
    t.equal(await codeOf(changed, trust), 'malformed');
  }
});
