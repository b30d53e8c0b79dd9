import t from 'tap';
import { createClock, start } from '../identity/support.ts';

void t.test('a flood of unknown kids does not hammer the issuer', async (t) => {
  const clock = createClock();
  const { issuer, identify, refuse } = await start(t, {}, { now: clock.now });
  const good = await issuer.sign();
  await identify(good);
  t.equal(issuer.fetches, 1);
  for (let round = 1; round <= 3; round += 1) {
    const flood = Array.from({ length: 100 }, async (_, index) =>
      refuse(await issuer.sign({}, { header: { kid: `made-up-${round}-${index}` } })),
    );
    const codes = new Set((await Promise.all(flood)).map(({ code }) => code));
    t.strictSame([...codes], ['token-invalid']);
    for (let turn = 0; turn < 5; turn += 1) {
      await refuse(await issuer.sign({}, { header: { kid: `one-by-one-${round}-${turn}` } }));
    }
    t.equal(issuer.fetches, 1 + round, 'one fetch in a cooldown');
    await t.resolves(identify(good), 'others go on');
    clock.forward(10_000);
  }
});

void t.test('nor does it when the issuer is down', async (t) => {
  const clock = createClock();
  const { issuer, identify, refuse } = await start(t, {}, { now: clock.now });
  const good = await issuer.sign();
  await identify(good);
  await issuer.close();
  const flood = Array.from({ length: 50 }, async (_, index) =>
    refuse(await issuer.sign({}, { header: { kid: `made-up-${index}` } })),
  );
  for (const { code, extras } of await Promise.all(flood)) {
    t.equal(code, 'keys-unavailable', 'the key may exist');
    t.equal(extras.retryAfter, 10);
  }
  await t.resolves(identify(good), 'known keys serve');
});
