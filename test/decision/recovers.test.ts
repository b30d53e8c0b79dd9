import t from 'tap';
import { loadRego } from './build-policy.ts';

const rego = `
decision := {"action": "allow", "reasons": data.reasons} if input.do == "work"
decision := {"action": "deny", "reasons": ["one"]} if input.do == "conflict"
decision := {"action": "deny", "reasons": ["two"]} if input.do == "conflict"
decision := {"action": "deny", "reasons": []} if {
  input.do == "loop"
  count([1 | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a == b]) > 0
}
decision := {"action": "deny", "reasons": [], "message": json.unmarshal(input.text)} if input.do == "nest"
decision := {"action": "deny", "reasons": [], "message": concat("", [input.text | some _ in numbers.range(1, 2000)])} if {
  input.do == "grow"
}
`;

await t.test('after each kind of fault the next decision is right again', async (t) => {
  const policy = await loadRego(rego, { maxSteps: 1_000_000 }, { reasons: ['still-here'] });
  const faults: [input: object, reason: string, says: RegExp][] = [
    [{ do: 'conflict' }, 'policy-error', /conflict/],
    [{ do: 'loop' }, 'policy-budget', /more than 1000000 steps/],
    [{ do: 'nest', text: '['.repeat(100_000) }, 'policy-error', /stack|memory/],
    [{ do: 'grow', text: 'x'.repeat(50_000) }, 'policy-budget', /steps/],
    [{ do: 'nothing' }, 'policy-undefined', /undefined/],
  ];
  for (const [input, reason, says] of [...faults, ...faults.toReversed()]) {
    const { decision, fault } = policy.decide(JSON.stringify(input));
    t.same(decision, { action: 'deny', reasons: [reason] });
    t.match(fault, says);
    const next = policy.decide('{"do":"work"}');
    t.same(next.decision, { action: 'allow', reasons: ['still-here'] });
    t.equal(next.fault, undefined);
  }
});

await t.test('an evaluation cannot use more memory than it may', async (t) => {
  const limits = { maxMemory: 8_388_608, maxSteps: 2_000_000_000 };
  const policy = await loadRego(rego, limits, { reasons: [] });
  const before = process.memoryUsage().rss;
  const grown = policy.decide(JSON.stringify({ do: 'grow', text: 'x'.repeat(50_000) }));
  t.same(grown.decision.reasons, ['policy-error']);
  t.match(grown.fault, /malloc/);
  t.ok(process.memoryUsage().rss - before < 80_000_000);
  t.equal(policy.decide('{"do":"work"}').decision.action, 'allow');
});

await t.test('an input that is larger than the memory is a fault', async (t) => {
  const policy = await loadRego(rego, { maxMemory: 4_194_304 }, { reasons: [] });
  const large = policy.decide(JSON.stringify({ do: 'work', text: 'x'.repeat(5_000_000) }));
  t.same(large.decision, { action: 'deny', reasons: ['policy-error'] });
  t.equal(policy.decide('{"do":"work"}').decision.action, 'allow');
});

await t.test('the same input takes the same number of steps', async (t) => {
  const input = '{"do":"work"}';
  const enough = async (maxSteps: number): Promise<boolean> => {
    const policy = await loadRego(rego, { maxSteps }, { reasons: ['a'] });
    const answers = [1, 2, 3].map(() => policy.decide(input).decision.action);
    t.equal(new Set(answers).size, 1, 'three times the same answer');
    return answers[0] === 'allow';
  };
  t.equal(await enough(10), false);
  t.equal(await enough(100_000), true);
});
