/** A legal hold that is on record before an erasure begins is not passed by: what asks for both at once gets one of them first. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { ErasureBegun, HoldData } from '../../gateway/types.ts';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';

const POLICY = alwaysDecide({
  action: 'allow',
  reasons: ['test'],
  subjects: [{ path: '$.id', in: 'response', type: 'customer' }],
});

t.test('what a hold on record keeps is not erased', async (t) => {
  const gateway = await startTestGateway({
    policy: POLICY,
    ledger: { erasers: ['dpo'] },
    upstream: (req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ id: (req.url ?? '').slice(1) }));
    },
  });
  t.teardown(() => gateway.stop());
  const claims = { sub: 'dana', aud: 'urn:regent:admin', groups: ['dpo'] };
  const headers = {
    authorization: `Bearer ${await gateway.issuer.sign(claims)}`,
    'content-type': 'application/json',
  };
  const post = async <T>(path: string, body: object): Promise<T> => {
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await (await fetch(gateway.adminUrl + path, init)).json()) as T;
  };

  const pairs: { erasure?: string; hold: string }[] = [];
  for (let round = 0; round < 8; round += 1) {
    const value = `c-${round}`;
    await (await gateway.fetch(`/svc/${value}`)).text();
    const nonce = randomBytes(32).toString('base64');
    const erasing = post<{ erasure?: string }>('/api/erasures', {
      type: 'customer',
      value,
      reference: 'DSR',
      nonce,
    });
    await sleep(round % 4);
    const { hold } = await post<{ hold: string }>('/api/holds', { reason: 'case 7' });
    pairs.push({ ...(await erasing), hold });
    await post(`/api/holds/${hold}/release`, { reason: 'over' });
  }

  t.equal(pairs.length, 8);
  const entries = await gateway.entries();
  for (const { erasure, hold } of pairs) {
    if (erasure === undefined) continue;
    const held = entries.findIndex(({ data }) => (data as HoldData).hold === hold);
    const begun = entries.findIndex(({ data }) => (data as ErasureBegun).erasure === erasure);
    t.ok(begun < held, 'the erasure had begun');
  }
});
