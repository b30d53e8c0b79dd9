/** Publishing without a credential, or with one that is not good. */
import t from 'tap';
import { forgeToken } from '../helpers/tokens.ts';
import { CLAIMS, makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('a bundle from nobody is refused before it is read', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  await server.publish(await makeBundle('one'));
  const next = await makeBundle('two', { sequence: 2 });
  const issuer = server.issuer.config.issuer;
  const claims = { ...CLAIMS, iss: issuer, aud: 'urn:regent:gateway', iat: 1, exp: 9e9 };
  const now = Math.floor(Date.now() / 1000);
  const tokens: [string, string | null, string][] = [
    ['no token', null, 'credentials-missing'],
    ['alg none', forgeToken({ alg: 'none', typ: 'JWT' }, claims), 'token-invalid'],
    [
      'expired',
      await server.issuer.sign({ ...CLAIMS, iat: now - 900, exp: now - 600 }),
      'token-expired',
    ],
    ['ten years', await server.issuer.sign({ ...CLAIMS, exp: now + 3e8 }), 'token-too-long-lived'],
    [
      'other audience',
      await server.issuer.sign({ ...CLAIMS, aud: 'sts.amazonaws.com' }),
      'token-invalid',
    ],
    [
      'other issuer',
      await server.issuer.sign({ ...CLAIMS, iss: 'https://evil.example' }),
      'issuer-unknown',
    ],
  ];
  for (const [name, token, code] of tokens) {
    const answer = await server.publish(next, { token });
    t.equal(answer.status, 401, name);
    t.match(await answer.json(), { code }, name);
  }
  const list = await fetch(`${server.url}/v1/channels`);
  t.equal(list.status, 401, 'nor is anything listed');
  t.equal((await fetch(`${server.url}/v1/channels/staging/history`)).status, 401);
  t.equal(await server.revision(), 'rev-1');
});
