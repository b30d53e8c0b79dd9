import { createRequire } from 'node:module';
import t from 'tap';
import { loadPolicy } from '../../gateway/decision/policy.ts';
import { buildBundle, options } from './build-policy.ts';

// Each policy answers `deny` with a message that it computed, which makes any difference visible.
const sdk = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicySync(wasm: Uint8Array): {
    setData(data: unknown): void;
    evaluate(input: unknown): { result: unknown }[];
  };
};

const data = { limits: { a: 3, b: 5 }, graph: { a: ['b'], b: ['c'], c: ['a'], d: [] } };

const policies: Record<string, string> = {
  literals: 'x := input.list[0]',
  comprehension: 'x := {y | some y in input.list; y > 1}',
  products: 'x := sum([p | some a in input.list; some b in input.list; p := a * b])',
  walk: 'x := count([p | walk(input, [p, _])])',
  graph: 'x := graph.reachable(data.graph, {input.start})',
  regex:
    'x := [regex.match("^a(b|c)+$", input.text), regex.find_all_string_submatch_n("([a-z])+", input.text, -1)]',
  glob: 'x := glob.match("*.example", [], input.text)',
  strings: 'x := [upper(input.text), split(input.text, "b"), concat("-", ["a", input.text])]',
  objects: 'x := object.union(data.limits, {"c": input.list})',
  numbers: 'x := [format_int(floor(input.list[1] / 3), 16), numbers.range(1, count(input.list))]',
  json: 'x := json.unmarshal(json.marshal(input))',
  sets: 'x := {1, 2, 3} & {y | some y in input.list}',
  encodings: 'x := base64.encode(input.text)',
  data: 'x := data.limits[input.start]',
  functions: 'f(n) := n * 2 if n > 1\nf(n) := n if n <= 1\nx := [f(n) | some n in input.list]',
  every: 'x := "yes" if every y in input.list { y < 100 }',
};

const inputs = [
  { list: [1, 2, 3], start: 'a', text: 'abc' },
  { list: [], start: 'd', text: '' },
  { list: [0.5, 1e3, 9007199254740991, -7], start: 'b', text: 'x.example é €  "quoted"' },
  { list: [[1], { a: null }], start: 'nobody', text: 'b'.repeat(2000) },
  {},
];

for (const [name, rego] of Object.entries(policies)) {
  await t.test(`${name}: the metered module answers as the plain one`, async (t) => {
    const head = 'default decision := {"action": "deny", "reasons": ["undefined"]}';
    const rule =
      'decision := {"action": "deny", "reasons": [], "message": json.marshal(x)} if x != 1e9';
    const bundle = await buildBundle(`${head}\n${rule}\n${rego}`, data);
    const plain = sdk.loadPolicySync(bundle.wasm);
    plain.setData(data);
    const metered = await loadPolicy(bundle, options);
    for (const input of inputs) {
      const want = ask(() => plain.evaluate(input)[0]?.result);
      const { decision, fault } = metered.decide(JSON.stringify(input));
      if (want.failed || tooLong(want.value)) t.type(fault, 'string', 'both fail');
      else t.same(decision, want.value);
    }
  });
}

function ask(run: () => unknown): { value?: unknown; failed: boolean } {
  try {
    return { value: run(), failed: false };
  } catch {
    return { failed: true };
  }
}

function tooLong(value: unknown): boolean {
  return ((value as { message?: string }).message?.length ?? 0) > 500;
}
