import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import type { IntentData } from '../../gateway/types.ts';
import { createPreparer, type PreparedPolicy } from '../../gateway/prepare/preparer.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';
import { archive, LIMITS, makeBundle, makeUsers } from '../prepare/support.ts';

const REGO = 'decision := {"action": "allow", "reasons": [data.revision]} if input.request';
const RELOADS = 50;
const { bundle } = await makeBundle({ revision: '' }, {}, REGO);
const make = (revision: string, more: object = {}): Promise<Buffer> =>
  archive(bundle.wasm, JSON.stringify({ revision, ...more }), { revision });

t.test('under load no request fails, and each is decided by one bundle', async (t) => {
  const first = { bytes: await make('r0'), trust: 'unsigned' } as const;
  const gateway = await startTestGateway({ source: first });
  t.teardown(() => gateway.stop());
  const load = { running: true };
  const statuses = new Set<number>();
  const clients = Array.from({ length: 8 }, async () => {
    while (load.running) statuses.add((await gateway.fetch('/svc/x')).status);
  });
  for (let turn = 1; turn <= RELOADS; turn += 1) {
    await gateway.activate({ bytes: await make(`r${turn}`), trust: 'unsigned' });
    await gateway.fetch('/svc/x');
  }
  load.running = false;
  await Promise.all(clients);
  t.strictSame([...statuses], [200]);
  const intents = (await gateway.entries())
    .filter(({ type }) => type === 'intent')
    .map(({ data }) => data as IntentData);
  t.ok(intents.every(({ bundle, reasons }) => reasons[0] === bundle.revision));
  t.equal(new Set(intents.map(({ bundle }) => bundle.revision)).size, RELOADS + 1);
});

t.test('policies that were replaced leave no memory behind', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const preparer = createPreparer(LIMITS);
  t.teardown(() => preparer.close());
  const replaced: WeakRef<PreparedPolicy['policy']>[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const bytes = await make(`r${turn}`, { users: makeUsers(2000) });
    const { policy } = await preparer.prepareUnsigned(bytes);
    t.match(policy.decide('{"request":{}}').decision, { reasons: [`r${turn}`] });
    replaced.push(new WeakRef(policy));
  }
  await until(() => {
    collect();
    return replaced.filter((ref) => ref.deref() !== undefined).length <= 2;
  });
});
