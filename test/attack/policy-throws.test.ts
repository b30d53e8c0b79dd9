/** Whatever a policy throws is a denial: strings of `opa_abort`, plain objects of the SDK, traps. */
import t from 'tap';
import { loadRego } from '../decision/build-policy.ts';

const denied = { action: 'deny', reasons: ['policy-error'] };

await t.test('a conflict of rules aborts', async (t) => {
  const policy = await loadRego(`
decision := {"action": "allow", "reasons": []} if input.a
decision := {"action": "deny", "reasons": []} if input.b`);
  const { decision, fault } = policy.decide('{"a":true,"b":true}');
  t.same(decision, denied);
  t.match(fault, /conflict/);
  t.equal(policy.decide('{"a":true}').decision.action, 'allow');
});

await t.test('a missing built-in is found when the bundle is loaded', async (t) => {
  const rego = 'decision := {"action": "allow", "reasons": []} if io.jwt.decode(input.t)';
  await t.rejects(loadRego(rego), { name: 'SetupError', message: /io\.jwt\.decode/ });
});

await t.test('values that are nested too deep for the stack', async (t) => {
  const policy = await loadRego(`
default decision := {"action": "allow", "reasons": []}
decision := {"action": "deny", "reasons": []} if json.unmarshal(input.text)`);
  for (const depth of [20_000, 200_000, 1_000_000]) {
    const text = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    t.same(policy.decide(JSON.stringify({ text })).decision, denied);
    t.equal(policy.decide('{}').decision.action, 'allow');
  }
});

await t.test('a message of broken UTF-8 is not mended', async (t) => {
  const policy = await loadRego(
    'decision := {"action": "deny", "reasons": [], "message": base64.decode(input.text)}',
  );
  t.same(policy.decide('{"text":"//79"}').decision, denied);
  t.equal(policy.decide('{"text":"aGk="}').decision.message, 'hi');
});

await t.test('print writes nothing to standard output', async (t) => {
  const lines: unknown[] = [];
  t.capture(console, 'log', (line: unknown) => lines.push(line));
  const policy = await loadRego(
    'decision := {"action": "allow", "reasons": []} if print("hello", input)',
  );
  t.equal(policy.decide('{}').decision.action, 'allow');
  t.same(lines, []);
});
