import t from 'tap';
import type { IdentityEvent } from '../../gateway/identity/identifier.ts';
import { createTestIssuer } from '../helpers/tokens.ts';
import { trust, until } from './support.ts';

void t.test('an issuer is ready once its keys are loaded, without a request', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  issuer.keys.push({ kty: 'oct', k: 'AAAA' });
  const events: IdentityEvent[] = [];
  const identifier = trust(t, issuer.config, { log: (event) => events.push(event) });
  t.strictSame(identifier.ready(), [{ issuer: issuer.config.issuer, ready: false, keys: 0 }]);
  await until(() => identifier.ready()[0]?.ready === true);
  t.match(identifier.ready(), [{ keys: 1, age: Number }]);
  t.strictSame(events, [
    {
      event: 'keys-loaded',
      issuer: issuer.config.issuer,
      keys: 1,
      ignored: ['keys[1]: `kty` is not RSA, EC or OKP'],
    },
  ]);
});

void t.test('an issuer that cannot be reached is not ready, and the fault is named', async (t) => {
  const issuer = await createTestIssuer();
  await issuer.close();
  const events: IdentityEvent[] = [];
  const identifier = trust(t, issuer.config, { log: (event) => events.push(event) });
  await until(() => identifier.ready()[0]?.fault !== undefined);
  t.match(identifier.ready(), [{ ready: false, keys: 0, fault: /\/jwks: .*ECONNREFUSED/ }]);
  t.match(events, [{ event: 'keys-failed', fault: /ECONNREFUSED/ }]);
});

void t.test('for admins an issuer without an admin audience is not asked for keys', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const { adminAudience: _, ...config } = issuer.config;
  t.strictSame(trust(t, config, { purpose: 'admin' }).ready(), []);
});
