import t from 'tap';
import { createTestIssuer } from '../helpers/tokens.ts';
import { catchRefusal, createClock, identifyToken, start, trust } from '../identity/support.ts';

void t.test(
  'while the issuer is down known keys serve until their age limit, then 503',
  async (t) => {
    const clock = createClock();
    const { issuer, identifier, identify, refuse } = await start(t, {}, { now: clock.now });
    await identify(await issuer.sign());
    await issuer.close();
    clock.forward(3_500_000);
    const known = await issuer.sign({}, { at: clock.now() });
    await t.resolves(identify(known), 'a new token of a known key');
    clock.forward(100_001);
    const another = await issuer.sign({ jti: 'another' }, { at: clock.now() });
    for (const token of [known, another]) {
      const refusal = await refuse(token);
      t.equal(refusal.code, 'keys-unavailable');
      t.equal(refusal.status, 503);
      t.ok(refusal.extras.retryAfter! > 0);
    }
    t.match(identifier.ready(), [{ ready: false, fault: String }]);
  },
);

void t.test('an issuer that was never reached gives 503, for a forged token too', async (t) => {
  const issuer = await createTestIssuer();
  await issuer.close();
  const identifier = trust(t, issuer.config);
  const refusal = await catchRefusal(identifyToken(identifier, await issuer.sign()));
  t.equal(refusal.status, 503);
});
