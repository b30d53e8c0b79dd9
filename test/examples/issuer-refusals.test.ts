/** What the example issuer does not give. */
import t from 'tap';
import { ADMIN_AUDIENCE, GATEWAY_AUDIENCE } from '../../examples/issuer/accounts.ts';
import { startIssuer } from '../../examples/issuer/issuer.ts';

const issuer = await startIssuer();
t.teardown(() => issuer.close());

async function askToken(credentials: string, form: Record<string, string>) {
  const response = await fetch(`${issuer.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

void t.test('a wrong secret, an unknown client, no credentials', async (t) => {
  const form = { grant_type: 'client_credentials', resource: GATEWAY_AUDIENCE };
  for (const credentials of [
    'support-agent:wrong',
    'support-agent:',
    'support-agent:undefined',
    'nobody:x',
    ':',
  ]) {
    const { status, answer } = await askToken(credentials, form);
    t.ok(status === 401 || status === 400, `${credentials} ${status}`);
    t.match(answer['error'], /invalid_(client|request)/);
    t.equal(answer['access_token'], undefined);
  }
  t.equal((await askToken('support-agent:wrong', form)).status, 401);
  // RFC 6749, 2.3.1: the body is no place for secrets, and this issuer does not look there.
  const inBody = await askToken(':', {
    ...form,
    client_id: 'support-agent',
    client_secret: 'wrong',
  });
  t.equal(inBody.answer['access_token'], undefined);
});

void t.test(
  'agents get no token for the administration, people none for the gateway',
  async (t) => {
    for (const name of ['support-agent', 'analytics-agent']) {
      await t.resolves(issuer.token(name, GATEWAY_AUDIENCE));
      await t.rejects(issuer.token(name, ADMIN_AUDIENCE), { message: /400 invalid_target/ });
    }
    for (const name of ['dana', 'sam', 'alex']) {
      await t.resolves(issuer.token(name, ADMIN_AUDIENCE));
      await t.rejects(issuer.token(name, GATEWAY_AUDIENCE), { message: /400 invalid_target/ });
    }
    for (const other of [
      'urn:regent:other',
      'urn:regent:gateway/',
      'URN:regent:gateway',
      'nonsense',
    ]) {
      await t.rejects(
        issuer.token('support-agent', other),
        { message: /400 invalid_target/ },
        other,
      );
    }
  },
);

void t.test('nobody else has an account', async (t) => {
  for (const name of ['mallory', '', 'constructor']) {
    await t.rejects(issuer.token(name), { message: /knows nobody called/ });
  }
});

void t.test('the client of an agent signs nobody in with a browser', async (t) => {
  const response = await fetch(
    `${issuer.issuer}/auth?client_id=dana&response_type=code&scope=openid`,
    {
      headers: { accept: 'text/html' },
    },
  );
  t.equal(response.status, 400);
  t.equal(await response.text(), 'invalid_request\n');
});
