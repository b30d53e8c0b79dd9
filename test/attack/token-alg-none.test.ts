import t from 'tap';
import { claimsOf, forgeToken } from '../helpers/tokens.ts';
import { start } from '../identity/support.ts';

void t.test('an unsigned token is refused in every spelling of `none`', async (t) => {
  const { issuer, identify, refuse } = await start(t);
  const good = await issuer.sign();
  await identify(good);
  const signature = Buffer.from(good.split('.')[2]!, 'base64url');
  for (const alg of ['none', 'None', 'NONE', 'nOnE', ' none', 'none\0', '', null, undefined, []]) {
    for (const makeSignature of [undefined, () => signature]) {
      const header = { alg, kid: 'key-1', typ: 'at+jwt' };
      const { code } = await refuse(forgeToken(header, claimsOf(issuer), makeSignature));
      t.equal(code, 'token-invalid', JSON.stringify(alg));
    }
  }
});

void t.test('an empty signature under an honest alg is refused', async (t) => {
  const { issuer, refuse } = await start(t);
  const [header, claims] = (await issuer.sign()).split('.');
  t.equal((await refuse(`${header}.${claims}.`)).code, 'token-invalid');
});
