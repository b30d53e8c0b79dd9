import { createRequire } from 'node:module';
import t from 'tap';
import { loadPolicy } from '../../gateway/decision/policy.ts';
import { makeBundle, makeUsers, LIMITS } from '../prepare/support.ts';

const sdk = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  LoadedPolicy: { prototype: { setData: (this: object, data: ArrayBuffer) => void } };
};

t.test('an agent that makes the policy fail does not make it load its data again', async (t) => {
  const loads: number[] = [];
  const { prototype } = sdk.LoadedPolicy;
  const { setData } = prototype;
  prototype.setData = function count(data): void {
    loads.push(data.byteLength);
    setData.call(this, data);
  };
  t.teardown(() => (prototype.setData = setData));

  const { bundle } = await makeBundle({ users: makeUsers(5000) });
  const policy = await loadPolicy(bundle, { ...LIMITS, checkRedactions: () => undefined });
  t.equal(loads.length, 1);
  for (let turn = 0; turn < 50; turn += 1) {
    t.match(policy.decide('{"do":"conflict"}').decision, { reasons: ['policy-error'] });
    t.match(policy.decide('{"do":"read","user":"u4999"}').decision, { reasons: ['g-1'] });
  }
  t.equal(loads.length, 1, 'it was loaded once');
});
