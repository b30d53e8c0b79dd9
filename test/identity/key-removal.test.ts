import t from 'tap';
import { createClock, start, until } from './support.ts';

void t.test('a key that was removed voids the tokens that it verified', async (t) => {
  const clock = createClock();
  const { issuer, identify, refuse } = await start(t, {}, { now: clock.now });
  const old = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 3000 });
  await identify(old);
  await t.resolves(identify(old), 'it is known');
  await issuer.rotate();
  issuer.keys.shift();
  clock.forward(5 * 60_000);
  await until(() => issuer.fetches >= 2);
  await until(() =>
    identify(old).then(
      () => false,
      () => true,
    ),
  );
  t.match(await refuse(old), { code: 'token-invalid', detail: 'The issuer has no key' });
});

void t.test('an empty key set withdraws all keys', async (t) => {
  const clock = createClock();
  const { issuer, identifier, identify, refuse } = await start(t, {}, { now: clock.now });
  const token = await issuer.sign();
  await identify(token);
  issuer.keys = [];
  clock.forward(5 * 60_000);
  await until(() => identifier.ready()[0]?.keys === 0);
  t.equal((await refuse(token)).code, 'token-invalid');
  t.match(identifier.ready(), [{ ready: false }]);
});

void t.test('a key that was replaced under the same kid voids them too', async (t) => {
  const clock = createClock();
  const { issuer, identify, refuse } = await start(t, {}, { now: clock.now });
  const old = await issuer.sign();
  await identify(old);
  await issuer.rotate();
  issuer.keys = [{ ...issuer.keys[1]!, kid: 'key-1' }];
  clock.forward(5 * 60_000);
  await until(() =>
    identify(old).then(
      () => false,
      () => true,
    ),
  );
  t.match(await refuse(old), { code: 'token-invalid', detail: 'The signature' });
});
