import { randomBytes } from 'node:crypto';
import t from 'tap';
import { startTestGateway } from '../../helpers/gateway.ts';
import { findText } from '../../helpers/search-directory.ts';
import { until } from '../../helpers/until.ts';

const NAME = 'Wilhelmina Oppenheimer-Quast';

const POLICY = `decision := {
	"action": "approve", "reasons": ["test"], "approval": {"groups": ["dpo"]},
	"subjects": [{"path": "$.id", "in": "request", "type": "customer"}],
} if input.request`;

/** Nothing of it but the asking is on record yet. */
t.test('an erasure takes what a person is still asked about', async (t) => {
  const gateway = await startTestGateway({
    policy: POLICY,
    approvals: { hold: 600_000 },
    ledger: { erasers: ['dpo'] },
  });
  t.teardown(() => gateway.stop());
  const token = await gateway.issuer.sign({
    sub: 'dana',
    aud: 'urn:regent:admin',
    groups: ['dpo'],
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const pending = async (): Promise<unknown[]> => {
    const listed = await fetch(`${gateway.adminUrl}/api/approvals?state=pending`, { headers });
    return ((await listed.json()) as { approvals: unknown[] }).approvals;
  };
  const held = (id: string): Promise<Response> =>
    gateway.fetch('/svc/customers', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, name: id === 'c-17' ? NAME : 'another' }),
    });
  const [asked, other] = [held('c-17'), held('c-18')];
  other.catch(() => undefined);
  await until(async () => (await pending()).length === 2);
  t.not((await findText(gateway.stateDir, NAME)).length, 0, 'approvers must see it');

  const erased = await fetch(`${gateway.adminUrl}/api/erasures`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      type: 'customer',
      value: 'c-17',
      reference: 'DSR-1',
      nonce: randomBytes(32).toString('base64'),
    }),
  });
  t.match(await erased.json(), { count: 1 });
  t.equal((await asked).status, 503);
  t.equal((await pending()).length, 1, 'what others ask stays');
  t.same(await findText(gateway.stateDir, NAME), []);
  t.equal(gateway.received.length, 0);
});
