import t from 'tap';
import { createTestIssuer, serve } from '../helpers/tokens.ts';
import { catchRefusal, identifyToken, trust } from '../identity/support.ts';

void t.test('a redirect does not lead to the keys of another host', async (t) => {
  const evil = await createTestIssuer();
  t.teardown(() => evil.close());
  for (const status of [301, 302, 303, 307, 308]) {
    const server = await serve((_request, response) => {
      response.writeHead(status, { location: evil.config.jwksUrl! }).end('{"keys":[]}');
    });
    const identifier = trust(t, {
      ...evil.config,
      issuer: server.url,
      jwksUrl: `${server.url}/jwks`,
    });
    const token = await evil.sign({ iss: server.url });
    t.equal((await catchRefusal(identifyToken(identifier, token))).code, 'keys-unavailable');
    t.match(identifier.ready()[0]?.fault, `the answer is ${status}`);
    await server.close();
  }
  t.equal(evil.fetches, 0);
});
