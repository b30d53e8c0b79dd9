import t from 'tap';
import { createIdentifier } from '../../gateway/identity/identifier.ts';
import { claimsOf, createTestIssuer, forgeToken } from '../helpers/tokens.ts';
import { catchRefusal, identifyToken, start } from '../identity/support.ts';

void t.test('an issuer that is not configured to the letter is unknown', async (t) => {
  const { issuer, refuse } = await start(t);
  const { issuer: url } = issuer.config;
  const names = [
    'https://evil.example',
    `${url}/`,
    `${url}?`,
    ` ${url}`,
    url.toUpperCase(),
    [url],
    { toString: url },
    '__proto__',
    'constructor',
    '',
    null,
    undefined,
  ];
  for (const iss of names) {
    const token = await issuer.sign({ iss });
    t.equal((await refuse(token)).code, 'issuer-unknown', JSON.stringify(iss));
  }
});

void t.test('one trusted issuer cannot speak for another', async (t) => {
  const [a, b] = [await createTestIssuer(), await createTestIssuer()];
  const identifier = createIdentifier([a.config, b.config], { purpose: 'agent' });
  t.teardown(async () => {
    identifier.close();
    await Promise.all([a.close(), b.close()]);
  });
  const crossed = await a.sign({ iss: b.config.issuer });
  t.equal((await catchRefusal(identifyToken(identifier, crossed))).code, 'token-invalid');
  t.equal((await identifyToken(identifier, await b.sign())).issuer, b.config.issuer);
});

void t.test('claims that are not a JSON object are refused', async (t) => {
  const { issuer, refuse } = await start(t);
  for (const claims of [null, 1, 'text', [claimsOf(issuer)]]) {
    const token = forgeToken({ alg: 'ES256', typ: 'at+jwt' }, claims);
    t.equal((await refuse(token)).code, 'token-invalid', JSON.stringify(claims));
  }
  t.equal((await refuse('e30.e30.e30')).code, 'issuer-unknown');
  t.equal((await refuse('AAAA.AAAA.AAAA')).code, 'token-invalid');
});
