import t from 'tap';
import { start } from './support.ts';

void t.test('typ is compared without case and without application/', async (t) => {
  const { issuer, identify } = await start(t, { types: ['at+jwt'] });
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/At+Jwt']) {
    await t.resolves(identify(await issuer.sign({}, { header: { typ } })), typ);
  }
});

void t.test('other types are refused', async (t) => {
  const { issuer, refuse } = await start(t);
  const types = ['logout+jwt', 'dpop+jwt', 'secevent+jwt', '', 'at+jwt ', 'text/at+jwt', 1, null];
  for (const typ of types) {
    const { code, detail } = await refuse(await issuer.sign({}, { header: { typ } }));
    t.equal(code, 'token-invalid', String(typ));
    t.match(detail, '`typ`');
  }
});

void t.test('no typ is a plain JWT, and accepted where that is', async (t) => {
  const header = { typ: undefined };
  const lax = await start(t, { types: ['jwt'] });
  await t.resolves(lax.identify(await lax.issuer.sign({}, { header })));
  const strict = await start(t, { types: ['at+jwt'] });
  t.equal((await strict.refuse(await strict.issuer.sign({}, { header }))).code, 'token-invalid');
});
