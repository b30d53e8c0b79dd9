/** Without its `keyring.json` the subject index has a new key, under which nobody was found of whom it knew: an erasure erased nothing. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { askAdmin } from '../helpers/activity.ts';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { scratch } from '../helpers/scratch.ts';

const POLICY = alwaysDecide({
  action: 'allow',
  reasons: ['test'],
  subjects: [{ path: '$.id', in: 'response', type: 'customer' }],
});

t.test('who was seen before is found again', async (t) => {
  const stateDir = scratch(t);
  const settings = {
    policy: POLICY,
    stateDir,
    ledger: { erasers: ['dpo'] },
    upstream: (_: unknown, res: { end: (body: string) => void; setHeader: SetHeader }) => {
      res.setHeader('content-type', 'application/json');
      res.end('{"id":"c-17"}');
    },
  };
  const before = await startTestGateway(settings);
  await (await before.fetch('/svc/x')).text();
  await before.stop();
  rmSync(join(stateDir, 'ledger', 'keyring.json'));

  const gateway = await startTestGateway(settings);
  t.teardown(() => gateway.stop());
  await (await gateway.fetch('/svc/x')).text();
  const nonce = randomBytes(32).toString('base64');
  const body = { type: 'customer', value: 'c-17', reference: 'DSR-1', nonce };
  const erased = await askAdmin(gateway, '/api/erasures', { groups: ['dpo'], body });
  t.match(await erased.json(), { count: 2 });
});

type SetHeader = (name: string, value: string) => void;
