import t from 'tap';
import { start } from './support.ts';

const NOW = 1_800_000_000;
const options = { now: () => NOW * 1000 };

void t.test('expiry: the tolerance is added, not more', async (t) => {
  const { issuer, identify, refuse } = await start(t, {}, options);
  const iat = NOW - 600;
  await t.resolves(identify(await issuer.sign({ iat, exp: NOW - 29 })));
  t.equal((await refuse(await issuer.sign({ iat, exp: NOW - 30 }))).code, 'token-expired');
});

void t.test('nbf: the tolerance is added, not more', async (t) => {
  const { issuer, identify, refuse } = await start(t, {}, options);
  const times = { iat: NOW, exp: NOW + 600 };
  await t.resolves(identify(await issuer.sign({ ...times, nbf: NOW + 30 })));
  const { code, detail } = await refuse(await issuer.sign({ ...times, nbf: NOW + 31 }));
  t.equal(code, 'token-invalid');
  t.match(detail, '`nbf`');
});

void t.test('iat: the tolerance is added, not more', async (t) => {
  const { issuer, identify, refuse } = await start(t, {}, options);
  const exp = NOW + 600;
  await t.resolves(identify(await issuer.sign({ iat: NOW + 30, exp })));
  const { code, detail } = await refuse(await issuer.sign({ iat: NOW + 31, exp }));
  t.equal(code, 'token-invalid');
  t.match(detail, '`iat`');
});

void t.test(
  'lifetime: the longest that is configured passes, a second more does not',
  async (t) => {
    const { issuer, identify, refuse } = await start(t, {}, options);
    await t.resolves(identify(await issuer.sign({ iat: NOW, exp: NOW + 3600 })));
    const { code, detail } = await refuse(await issuer.sign({ iat: NOW, exp: NOW + 3601 }));
    t.equal(code, 'token-too-long-lived');
    t.match(detail, '3600 s');
  },
);

void t.test('without iat or exp, or with another type, a token is refused', async (t) => {
  const { issuer, refuse } = await start(t, {}, options);
  const times = { iat: NOW, exp: NOW + 600 };
  for (const claim of ['iat', 'exp', 'nbf']) {
    for (const value of [`${NOW}`, null, [NOW], {}, true]) {
      const { code, detail } = await refuse(await issuer.sign({ ...times, [claim]: value }));
      t.equal(code, 'token-invalid', `${claim}: ${JSON.stringify(value)}`);
      t.match(detail, `\`${claim}\``);
    }
  }
  t.match(await refuse(await issuer.sign({ ...times, iat: undefined })), {
    code: 'token-invalid',
    detail: '`iat` is missing',
  });
  t.match(await refuse(await issuer.sign({ ...times, exp: undefined })), {
    code: 'token-invalid',
    detail: '`exp` is missing',
  });
});

void t.test('a tolerance or lifetime that is no number refuses, it does not pass', async (t) => {
  const { issuer, refuse } = await start(t, { maxLifetime: Number.NaN }, options);
  const token = await issuer.sign({ iat: NOW, exp: NOW + 600 });
  t.equal((await refuse(token)).code, 'token-too-long-lived');
});
