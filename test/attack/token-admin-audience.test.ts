import t from 'tap';
import { createTestIssuer } from '../helpers/tokens.ts';
import { catchRefusal, identifyToken, trust } from '../identity/support.ts';

void t.test('an admin token does not serve as an agent token, nor the reverse', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const agents = trust(t, issuer.config, { purpose: 'agent' });
  const admins = trust(t, issuer.config, { purpose: 'admin' });
  const agentToken = await issuer.sign();
  const adminToken = await issuer.sign({ aud: 'urn:regent:admin' });
  await t.resolves(identifyToken(agents, agentToken));
  await t.resolves(identifyToken(admins, adminToken));
  t.equal((await catchRefusal(identifyToken(agents, adminToken))).code, 'token-invalid');
  t.equal((await catchRefusal(identifyToken(admins, agentToken))).code, 'token-invalid');
});

void t.test('an issuer without an admin audience is unknown to admins', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const { adminAudience: _, ...config } = issuer.config;
  const admins = trust(t, config, { purpose: 'admin' });
  for (const aud of ['urn:regent:admin', 'urn:regent:gateway', undefined]) {
    const refusal = await catchRefusal(identifyToken(admins, await issuer.sign({ aud })));
    t.equal(refusal.code, 'issuer-unknown');
  }
});
