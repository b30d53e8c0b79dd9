import { inspect } from 'node:util';
import * as fc from 'fast-check';
import t from 'tap';
import type { IdentityEvent } from '../../gateway/identity/identifier.ts';
import { claimsOf, forgeToken } from '../helpers/tokens.ts';
import { start } from '../identity/support.ts';

/** Everything that a logger could find on an error: members, causes, stack. */
function dump(error: unknown): string {
  return inspect(error, { depth: 10, showHidden: true, maxStringLength: null }) + String(error);
}

const SECRET = 'c0nf1dential';

void t.test('no refusal and no event holds the token, a part of it, or its claims', async (t) => {
  const events: IdentityEvent[] = [];
  const { issuer, identify, identifier } = await start(
    t,
    { requiredClaims: ['tenant'] },
    { log: (event) => events.push(event) },
  );
  const good = { note: SECRET, tenant: 'a' };
  const tokens = [
    await issuer.sign({ note: SECRET }),
    await issuer.sign({ ...good, aud: SECRET }),
    await issuer.sign({ ...good, iss: `https://${SECRET}` }),
    await issuer.sign({ ...good, sub: `${SECRET}\n` }),
    await issuer.sign({ ...good, groups: [SECRET, 1] }),
    await issuer.sign({ ...good, act: { sub: SECRET, act: 1 } }),
    await issuer.sign({ ...good, nbf: SECRET }),
    await issuer.sign(good, { at: 0 }),
    await issuer.sign(good, { header: { kid: SECRET } }),
    await issuer.sign(good, { header: { typ: SECRET } }),
    `${(await issuer.sign(good)).slice(0, -8)}AAAAAAAA`,
    forgeToken({ alg: SECRET, typ: 'at+jwt' }, { ...claimsOf(issuer), ...good }),
    forgeToken({ alg: 'ES256', typ: 'at+jwt' }, SECRET),
    `${Buffer.from(`{"alg":"${SECRET}`).toString('base64url')}.e30.AAAA`,
    `e30.${Buffer.from(`{"iss":"${SECRET}`).toString('base64url')}.AAAA`,
    `${SECRET}.${SECRET}`,
  ];
  for (const token of tokens) {
    const error: unknown = await identify(token).catch((failure: unknown) => failure);
    t.match(error, { name: 'Refusal' });
    const shown = dump(error);
    for (const part of [token, ...token.split('.'), SECRET]) {
      t.notOk(part.length > 3 && shown.includes(part), 'not shown');
    }
  }
  const shown = JSON.stringify(events) + JSON.stringify(identifier.ready());
  t.notMatch(shown, SECRET);
});

void t.test('whatever is sent, a refusal does not repeat it', async (t) => {
  const { identifier } = await start(t);
  const text = fc.string({
    minLength: 12,
    maxLength: 60,
    unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.'),
  });
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom('Bearer ', 'Basic ', ''), async (sent, scheme) => {
      const credentials = { authorization: [scheme + sent], proxyAuthorization: [] };
      const error: unknown = await identifier.identify(credentials).catch((e: unknown) => e);
      return !dump(error).includes(sent);
    }),
  );
});
