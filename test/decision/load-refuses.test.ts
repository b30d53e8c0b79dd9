import t from 'tap';
import { loadPolicy } from '../../gateway/decision/policy.ts';
import { buildBundle, loadRego, options } from './build-policy.ts';

const ALLOW = 'decision := {"action": "allow", "reasons": []}';

await t.test('a bundle without the entrypoint is refused', async (t) => {
  const bundle = await buildBundle('other := 1', {}, 'regent/other');
  await t.rejects(loadPolicy(bundle, options), {
    name: 'SetupError',
    message: /no entrypoint regent\/decision/,
  });
});

await t.test(
  'built-ins that Wasm has not, and those of the SDK, are refused by name',
  async (t) => {
    const rego = `decision := {"action": "allow", "reasons": []} if {
    time.now_ns() > 0
    sprintf("%1000000000d", [1]) != ""
    count(regex.split("(a+)+b", input.s)) > 0
  }`;
    await t.rejects(loadRego(rego), {
      name: 'SetupError',
      faults: [
        'policy.wasm: it calls regex.split, which is not built into Wasm',
        'policy.wasm: it calls sprintf, which is not built into Wasm',
        'policy.wasm: it calls time.now_ns, which is not built into Wasm',
      ],
    });
  },
);

await t.test('data that is no object is refused', async (t) => {
  const bundle = await buildBundle(ALLOW);
  for (const data of [undefined, null, [], 'x', 7, { a: '\ud800' }]) {
    await t.rejects(loadPolicy({ ...bundle, data }, options), {
      name: 'SetupError',
      message: /^data\.json: /,
    });
  }
});

await t.test(
  'data that does not fit is refused, and so is a memory that nothing fits in',
  async (t) => {
    const bundle = await buildBundle(ALLOW, { list: Array.from({ length: 200_000 }, (_, n) => n) });
    await t.rejects(loadPolicy(bundle, { ...options, maxMemory: 8_388_608 }), {
      name: 'SetupError',
      message: /data\.json: its \d+ bytes of JSON do not fit into policy\.max_memory/,
    });
    await t.rejects(loadPolicy({ ...bundle, data: {} }, { ...options, maxMemory: 1_000_000 }), {
      name: 'SetupError',
      message: /no room is left/,
    });
    await t.rejects(loadPolicy(bundle, { ...options, maxMemory: 65_536 }), { name: 'SetupError' });
    await t.rejects(loadPolicy(bundle, { ...options, maxMemory: 2 ** 40 }), { name: 'SetupError' });
  },
);

await t.test('a module that is not OPA’s is refused', async (t) => {
  const bundle = await buildBundle(ALLOW);
  const cut = bundle.wasm.slice(0, -100);
  await t.rejects(loadPolicy({ ...bundle, wasm: cut }, options), { name: 'SetupError' });
});

await t.test('several megabytes of data load at once', async (t) => {
  const users = Array.from({ length: 40_000 }, (_, id) => ({
    id,
    name: `user ${String(id)}`,
    groups: ['a'],
  }));
  const rego = 'decision := {"action": "allow", "reasons": data.users[39999].groups}';
  const policy = await loadRego(rego, {}, { users });
  t.same(policy.decide('{}').decision.reasons, ['a']);
});
