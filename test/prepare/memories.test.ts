import t from 'tap';
import { openPolicy } from '../../gateway/decision/policy.ts';
import { PrepareThread } from '../../gateway/prepare/thread.ts';
import type { PolicyImage } from '../../gateway/decision/fill-memory.ts';
import { LIMITS, makeBundle, makeUsers } from './support.ts';

const options = { ...LIMITS, checkRedactions: () => undefined };
const thread = new PrepareThread({ ...LIMITS, heap: 2 ** 30 }, () => undefined);
t.teardown(() => thread.end());

async function prepare(bytes: Buffer, by = thread): Promise<{ image: PolicyImage; id: number }> {
  const job = { bytes, trust: 'unsigned', last: undefined } as const;
  return (await by.prepare({ ...job, use: true }, 60_000)) as {
    image: PolicyImage;
    id: number;
  };
}

const ref = { revision: 'r', digest: '' };

t.test('memories of policies that were closed are filled again, and no other', async (t) => {
  const memories = new Set<WebAssembly.Memory>();
  for (let turn = 0; turn < 12; turn += 1) {
    const { bytes } = await makeBundle({ users: makeUsers(turn) });
    const { image, id } = await prepare(bytes);
    const policy = openPolicy(image, ref, options);
    const before = [...memories];
    memories.add(image.memory);
    t.match(policy.decide('{"do":"work"}').decision, { reasons: [`n-${turn}`] });
    if (turn === 5) {
      policy.decide('{"do":"conflict"}');
      thread.giveBack(id, image, policy.close());
      memories.delete(image.memory);
      t.ok(before.length <= 2);
    } else thread.giveBack(id, image, policy.close());
  }
  t.ok(memories.size <= 3, `${memories.size} memories`);
});

t.test('one that is filled again has nothing of the bundle before in it', async (t) => {
  const secret = 'of-another-bundle';
  const seen = new Set<WebAssembly.Memory>();
  const { bytes: plain } = await makeBundle({ users: {} });
  const { bytes: secretive } = await makeBundle({ users: { [secret]: { group: secret } } });
  let again = 0;
  for (let turn = 0; turn < 8; turn += 1) {
    const { image, id } = await prepare(turn % 2 === 0 ? secretive : plain);
    if (turn % 2 === 1 && seen.has(image.memory)) {
      again += 1;
      const { reached, memory } = image;
      t.equal(Buffer.from(memory.buffer).indexOf(secret), -1);
      t.ok(Buffer.from(memory.buffer).subarray(reached).equals(rest(memory, reached!)));
    }
    seen.add(image.memory);
    const policy = openPolicy(image, ref, options);
    // In the memory of an evaluation too.
    policy.decide(JSON.stringify({ do: 'read', user: secret, text: secret.repeat(10_000) }));
    thread.giveBack(id, image, policy.close());
  }
  t.ok(again > 0);
});

t.test(
  'one that was filled in vain is not taken again; the next bundle gets another',
  async (t) => {
    const limits = { ...LIMITS, maxMemory: 16 * 2 ** 20 };
    const small = new PrepareThread({ ...limits, heap: 2 ** 30 }, () => undefined);
    t.teardown(() => small.end());
    const { bytes } = await makeBundle({ users: {} });
    const first = await prepare(bytes, small);
    small.giveBack(first.id, first.image, openPolicy(first.image, ref, options).close());
    const large = await makeBundle({ users: makeUsers(20_000) });
    for (let turn = 0; turn < 3; turn += 1) {
      await t.rejects(prepare(large.bytes, small), /do not fit into policy.max_memory/);
    }
    const { image } = await prepare(bytes, small);
    t.match(openPolicy(image, ref, options).decide('{"do":"work"}').decision, { reasons: ['n-0'] });
  },
);

function rest(memory: WebAssembly.Memory, from: number): Buffer {
  return Buffer.alloc(memory.buffer.byteLength - from);
}
