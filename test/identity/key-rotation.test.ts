import t from 'tap';
import { createClock, start, until } from './support.ts';

void t.test('a token of a key that was added is accepted at once', async (t) => {
  const { issuer, identify } = await start(t);
  const old = await issuer.sign();
  await identify(old);
  await issuer.rotate();
  await t.resolves(identify(await issuer.sign()));
  t.equal(issuer.fetches, 2);
  await t.resolves(identify(old));
});

void t.test('keys are renewed in the background, without a request', async (t) => {
  const clock = createClock();
  const { issuer, identifier, identify } = await start(t, {}, { now: clock.now });
  await identify(await issuer.sign());
  clock.forward(5 * 60_000 - 2_000);
  t.equal(issuer.fetches, 1);
  clock.forward(2_000);
  await until(() => issuer.fetches === 2);
  await until(() => (identifier.ready()[0]?.age ?? Infinity) < 60_000);
});

void t.test(
  'a clock that was set back makes the keys too old, so they are fetched again',
  async (t) => {
    const clock = createClock();
    const { issuer, identify } = await start(t, {}, { now: clock.now });
    await identify(await issuer.sign());
    clock.forward(-20_000);
    await t.resolves(identify(await issuer.sign({ jti: 'another' })));
    t.equal(issuer.fetches, 2);
  },
);
