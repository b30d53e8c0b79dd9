/** An answer without bound is neither read nor parsed. */
import t from 'tap';
import { loadRego } from '../decision/build-policy.ts';

await t.test('a million masks', async (t) => {
  const policy = await loadRego(`
masks := [{"path": concat("", ["$.a", format_int(n, 10)]), "with": "null"} | some n in numbers.range(1, 1000000)]
decision := {"action": "mask", "reasons": [], "masks": masks}`);
  const { decision, fault } = policy.decide('{}');
  t.equal(decision.action, 'deny');
  t.match(decision.reasons[0], /^policy-(budget|error|invalid)$/);
  t.type(fault, 'string');
});

await t.test('more masks than the schema allows, of an answer that is read', async (t) => {
  const policy = await loadRego(`
decision := {"action": "mask", "reasons": [], "masks": [{"path": "$.a", "with": "null"} | some _ in numbers.range(1, 257)]}`);
  const { decision, fault } = policy.decide('{}');
  t.same(decision, { action: 'deny', reasons: ['policy-invalid'] });
  t.match(fault, /\/masks must NOT have more than 256 items/);
});

await t.test('a text of over a megabyte', async (t) => {
  const policy = await loadRego(`
decision := {"action": "deny", "reasons": [], "message": concat(input.x, [input.x | some _ in numbers.range(1, 6)])}`);
  const { decision, fault } = policy.decide(JSON.stringify({ x: 'x'.repeat(100_000) }));
  t.same(decision, { action: 'deny', reasons: ['policy-invalid'] });
  t.match(fault, /more than 1048576 bytes/);
});
