import t from 'tap';
import { createMemory } from '../../gateway/decision/fill-memory.ts';
import { makeImage, openPolicy, type OpenPolicy } from '../../gateway/decision/policy.ts';
import { LIMITS, makeBundle, makeUsers } from '../prepare/support.ts';

const options = { ...LIMITS, checkRedactions: () => undefined };
const { bundle } = await makeBundle({ users: makeUsers(2000) });

async function open(): Promise<{ memory: WebAssembly.Memory; policy: OpenPolicy }> {
  const memory = createMemory(LIMITS);
  const image = await makeImage(bundle, LIMITS, { takeMemory: () => memory });
  return { memory, policy: openPolicy(image, bundle, options) };
}

t.test('behind what a policy says that it reached, its memory is as it was', async (t) => {
  const { memory, policy } = await open();
  const inputs = [
    { do: 'read', user: 'u7' },
    { do: 'work', text: 'x'.repeat(1_000_000) },
    { do: 'nest', text: JSON.stringify(makeUsers(500)) },
    { do: 'nothing', list: Array.from({ length: 20_000 }, (_, id) => ({ id })) },
    { do: 'work' },
  ];
  for (const input of inputs) policy.decide(JSON.stringify(input));
  const reached = policy.close()!;
  const bytes = Buffer.from(memory.buffer);
  t.ok(reached > 2_000_000, 'the largest evaluation counts');
  t.ok(bytes.subarray(reached).equals(Buffer.alloc(bytes.length - reached)));
});

t.test('it is not known after an evaluation that did not come to its end', async (t) => {
  for (const fault of [{ do: 'conflict' }, { do: 'loop' }, { do: 'nest', text: '['.repeat(1e5) }]) {
    const { policy } = await open();
    t.ok(policy.decide(JSON.stringify(fault)).fault);
    t.match(policy.decide('{"do":"work"}').decision, { reasons: ['n-2000'] }, 'it goes on');
    t.equal(policy.close(), undefined);
  }
});

t.test('a policy that was closed denies, whatever is in its memory by then', async (t) => {
  const { memory, policy } = await open();
  t.ok(policy.close());
  const other = openPolicy(
    await makeImage({ ...bundle, data: { users: {} } }, LIMITS, {
      takeMemory: () => {
        new Uint8Array(memory.buffer).fill(0);
        return memory;
      },
    }),
    bundle,
    options,
  );
  t.match(other.decide('{"do":"work"}').decision, { reasons: ['n-0'] });
  t.match(policy.decide('{"do":"work"}'), {
    decision: { action: 'deny', reasons: ['policy-error'] },
    fault: 'the policy was replaced',
  });
  t.match(other.decide('{"do":"work"}').decision, { reasons: ['n-0'] });
});
