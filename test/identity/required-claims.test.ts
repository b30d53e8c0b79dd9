import t from 'tap';
import { start } from './support.ts';

void t.test('a claim that the configuration requires must be there', async (t) => {
  const { issuer, identify, refuse } = await start(t, { requiredClaims: ['tenant', 'jti'] });
  await t.resolves(identify(await issuer.sign({ tenant: 'acme', jti: '1' })));
  t.match(await refuse(await issuer.sign({ jti: '1' })), {
    code: 'token-invalid',
    detail: 'The claim `tenant` is missing; the issuer must add it.',
  });
});
