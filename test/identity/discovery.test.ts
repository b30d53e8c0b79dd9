import t from 'tap';
import { createTestIssuer, serve } from '../helpers/tokens.ts';
import { catchRefusal, identifyToken, trust, until, withDiscovery } from './support.ts';

void t.test('without file and URL the keys are found by discovery', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const identifier = trust(t, withDiscovery(issuer));
  await t.resolves(identifyToken(identifier, await issuer.sign()));
  t.match(identifier.ready(), [{ issuer: issuer.config.issuer, ready: true, keys: 1 }]);
});

void t.test(
  'an issuer with a path and a trailing slash is found, and compared to the letter',
  async (t) => {
    const keys = await createTestIssuer();
    const server = await serve((_request, response, url) => {
      const jwks_uri = keys.config.jwksUrl;
      response.end(JSON.stringify({ issuer: `${url}/tenant/`, jwks_uri }));
    });
    t.teardown(() => Promise.all([keys.close(), server.close()]));
    const iss = `${server.url}/tenant/`;
    const identifier = trust(t, withDiscovery(keys, iss));
    await t.resolves(identifyToken(identifier, await keys.sign({ iss })));
    t.strictSame(server.requests, ['/tenant/.well-known/openid-configuration']);
  },
);

void t.test('a document that cannot be trusted gives no keys', async (t) => {
  const keys = await createTestIssuer();
  t.teardown(() => keys.close());
  const jwks_uri = keys.config.jwksUrl;
  const cases: [(url: string) => unknown, RegExp][] = [
    [() => ({ issuer: 'https://other.example', jwks_uri }), /`issuer` must be/],
    [(url) => ({ issuer: `${url}/`, jwks_uri }), /`issuer` must be/],
    [() => ({ jwks_uri }), /`issuer` must be/],
    [() => null, /`issuer` must be/],
    [(issuer) => ({ issuer }), /`jwks_uri` must be a string/],
    [(issuer) => ({ issuer, jwks_uri: 'http://192.0.2.1/k' }), /`jwks_uri` must be https/],
    [(issuer) => ({ issuer, jwks_uri: 'file:///etc/passwd' }), /`jwks_uri` must be https/],
    [(issuer) => ({ issuer, jwks_uri: 'http://127.0.0.1.evil.example/' }), /must be https/],
    [(issuer) => ({ issuer, jwks_uri: '//x' }), /`jwks_uri` must be a URL/],
  ];
  for (const [document, fault] of cases) {
    const server = await serve((_request, response, url) => {
      response.end(JSON.stringify(document(url)));
    });
    const identifier = trust(t, withDiscovery(keys, server.url));
    const token = await keys.sign({ iss: server.url });
    t.equal((await catchRefusal(identifyToken(identifier, token))).code, 'keys-unavailable');
    t.match(identifier.ready()[0]?.fault, fault);
    await server.close();
  }
  t.equal(keys.fetches, 0);
});

void t.test('closing aborts a load under way', async (t) => {
  const server = await serve(() => undefined);
  const keys = await createTestIssuer();
  t.teardown(() => Promise.all([server.close(), keys.close()]));
  const identifier = trust(t, { ...keys.config, jwksUrl: server.url });
  await until(() => server.requests.length === 1);
  identifier.close();
  const refusal = await catchRefusal(identifyToken(identifier, await keys.sign()));
  t.equal(refusal.code, 'keys-unavailable');
});
