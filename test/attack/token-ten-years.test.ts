import t from 'tap';
import { start } from '../identity/support.ts';

const TEN_YEARS = 10 * 365 * 86_400;

void t.test('a token that is valid for ten years is refused', async (t) => {
  const { issuer, refuse } = await start(t);
  const now = Math.floor(Date.now() / 1000);
  const lifetimes = [
    { iat: now, exp: now + TEN_YEARS },
    { iat: now - TEN_YEARS + 600, exp: now + 600 },
    { iat: 0, exp: now + 600 },
    { iat: -1e300, exp: now + 600 },
    { iat: now, exp: 1e300 },
    { iat: now, exp: now + TEN_YEARS, nbf: now },
  ];
  for (const times of lifetimes) {
    t.equal((await refuse(await issuer.sign(times))).code, 'token-too-long-lived');
  }
});

void t.test('it does not pass by issuing itself in the future or without iat', async (t) => {
  const { issuer, refuse } = await start(t);
  const exp = Math.floor(Date.now() / 1000) + TEN_YEARS;
  t.equal((await refuse(await issuer.sign({ iat: exp - 600, exp }))).code, 'token-invalid');
  t.equal((await refuse(await issuer.sign({ iat: undefined, exp }))).code, 'token-invalid');
});
