import t from 'tap';
import { loadPolicy } from '../../gateway/decision/policy.ts';
import { makeBundle, makeUsers, LIMITS } from '../prepare/support.ts';

t.test('an agent that makes the policy fail does not make it load its data again', async (t) => {
  const writes: number[] = [];
  const { prototype } = Uint8Array;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
  const { set } = prototype;
  prototype.set = function count(source, offset): void {
    if (this.buffer instanceof SharedArrayBuffer) writes.push(source.length);
    set.call(this, source, offset);
  };
  t.teardown(() => (prototype.set = set));

  const users = makeUsers(20_000);
  const size = Buffer.byteLength(JSON.stringify({ users }));
  const { bundle } = await makeBundle({ users });
  const policy = await loadPolicy(bundle, { ...LIMITS, checkRedactions: () => undefined });
  t.ok(Math.max(...writes) >= size, 'the loading is seen');
  writes.length = 0;
  const before = policy.decide('{"do":"read","user":"u4999"}').decision;
  for (let turn = 0; turn < 50; turn += 1) {
    t.match(policy.decide('{"do":"conflict"}').decision, { reasons: ['policy-error'] });
    t.same(policy.decide('{"do":"read","user":"u4999"}').decision, before);
  }
  t.ok(Math.max(0, ...writes) < size / 2, `what is put back is less than the data: ${size} bytes`);
});
