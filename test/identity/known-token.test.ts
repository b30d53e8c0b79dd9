import t from 'tap';
import { createClock, start } from './support.ts';

void t.test('a known token gives the same identity without another verification', async (t) => {
  const { issuer, identify } = await start(t);
  const token = await issuer.sign();
  t.equal(await identify(token), await identify(token));
});

void t.test('a known token expires', async (t) => {
  const clock = createClock();
  const { issuer, identify, refuse } = await start(t, {}, { now: clock.now });
  const token = await issuer.sign();
  await identify(token);
  clock.forward(620_000);
  await t.resolves(identify(token), 'within the tolerance');
  clock.forward(20_000);
  t.equal((await refuse(token)).code, 'token-expired');
});

void t.test(
  'a known token is not valid before nbf or iat when the clock was set back',
  async (t) => {
    const clock = createClock();
    const { issuer, identify, refuse } = await start(t, {}, { now: clock.now });
    const nbf = Math.floor(Date.now() / 1000);
    const tokens = [await issuer.sign({ nbf, iat: nbf - 600 }), await issuer.sign()];
    for (const token of tokens) await identify(token);
    clock.forward(-60_000);
    for (const token of tokens) t.equal((await refuse(token)).code, 'token-invalid');
  },
);
