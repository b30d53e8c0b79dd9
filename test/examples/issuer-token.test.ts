/** Tokens of the example issuer hold against its published keys. */
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import t from 'tap';
import { startIssuer } from '../../examples/issuer/issuer.ts';

const issuer = await startIssuer();
t.teardown(() => issuer.close());

const GROUPS: Record<string, [group: string, audience: string]> = {
  'support-agent': ['support', 'urn:regent:gateway'],
  'analytics-agent': ['analytics', 'urn:regent:gateway'],
  dana: ['dpo', 'urn:regent:admin'],
  sam: ['support-lead', 'urn:regent:admin'],
  alex: ['security', 'urn:regent:admin'],
};

async function discover(): Promise<Record<string, unknown>> {
  const response = await fetch(`${issuer.issuer}/.well-known/openid-configuration`);
  return (await response.json()) as Record<string, unknown>;
}

void t.test('discovery and keys are served', async (t) => {
  const metadata = await discover();
  t.equal(metadata['issuer'], issuer.issuer);
  t.equal(metadata['token_endpoint'], `${issuer.issuer}/token`);
  const { keys } = (await (await fetch(String(metadata['jwks_uri']))).json()) as { keys: object[] };
  t.match(keys, [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: String }]);
  t.notOk('d' in (keys[0] ?? { d: 1 }), 'the private part stays here');
});

void t.test('each account gets a token that holds', async (t) => {
  const keys = createRemoteJWKSet(new URL(String((await discover())['jwks_uri'])));
  t.strictSame(issuer.names.toSorted(), Object.keys(GROUPS).toSorted());
  for (const [name, [group, audience]] of Object.entries(GROUPS)) {
    const { payload, protectedHeader } = await jwtVerify(await issuer.token(name), keys, {
      issuer: issuer.issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    t.match(payload, { sub: name, client_id: name, groups: [group], aud: audience, jti: String });
    t.equal(Number(payload.exp) - Number(payload.iat), 600);
    t.ok(Math.abs(Date.now() / 1000 - Number(payload.iat)) < 60);
    t.ok(protectedHeader.kid);
  }
});

void t.test('each call gives a token of its own', async (t) => {
  const ids = await Promise.all(
    [1, 2, 3].map(async () => decodeJwt(await issuer.token('dana')).jti),
  );
  t.equal(new Set(ids).size, 3);
});

void t.test('two run side by side', async (t) => {
  const second = await startIssuer();
  t.teardown(() => second.close());
  t.not(second.issuer, issuer.issuer);
});
