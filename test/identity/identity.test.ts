import { createHash } from 'node:crypto';
import t from 'tap';
import { start } from './support.ts';

void t.test('a verified token becomes an identity', async (t) => {
  const { issuer, identify } = await start(t);
  const exp = Math.floor(Date.now() / 1000) + 300.5;
  const token = await issuer.sign({ jti: 'id-1', client_id: 'crm', azp: 'other', exp });
  t.strictSame(await identify(token), {
    issuer: issuer.config.issuer,
    subject: 'support-agent',
    client_id: 'crm',
    actors: [],
    groups: ['support'],
    token_id: 'id-1',
    expires_at: Math.floor(exp),
    tokenSha256: createHash('sha256').update(token).digest('hex'),
    login: 'id-1',
    signIn: {},
  });
});

void t.test('azp names the client where there is no client_id', async (t) => {
  const { issuer, identify } = await start(t);
  t.equal((await identify(await issuer.sign({ azp: 'crm' }))).client_id, 'crm');
});

void t.test('the proxy header carries a token as well', async (t) => {
  const { issuer, identifier } = await start(t);
  const proxyAuthorization = [`bearer  ${await issuer.sign()}`];
  const identity = await identifier.identify({ authorization: [], proxyAuthorization });
  t.equal(identity.subject, 'support-agent');
});

void t.test('an identity cannot be changed, for other requests share it', async (t) => {
  const { issuer, identify } = await start(t);
  const identity = await identify(await issuer.sign({ act: { sub: 'a' } }));
  t.throws(() => identity.groups.push('admin'), TypeError);
  t.throws(() => (identity.actors[0]!.subject = 'b'), TypeError);
  t.throws(() => (identity.subject = 'b'), TypeError);
});

void t.test('a subject, client or token id of the wrong shape is refused', async (t) => {
  const { issuer, refuse } = await start(t);
  const faults = [
    { sub: undefined },
    { sub: '' },
    { sub: 7 },
    { sub: null },
    { client_id: ['a'] },
    { azp: 1 },
    { jti: {} },
    { jti: '' },
  ];
  for (const claims of faults) {
    const { code, detail } = await refuse(await issuer.sign(claims));
    t.equal(code, 'token-invalid', JSON.stringify(claims));
    t.match(detail, /`(sub|client_id|jti)`/);
  }
});
