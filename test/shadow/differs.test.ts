import t from 'tap';
import { alwaysDecide } from '../helpers/gateway.ts';
import { activePolicy, ALLOW, DENIED, DENY, inputText, startTestShadow } from './support.ts';

const MASKED = `decision := {"action": "mask", "reasons": ["customer"], "masks": [{"path": "$.email", "with": "redact"}]} if {
  input.request.segments[0] == "customers"
} else := {"action": "deny", "reasons": ["no-rule"]} if input.request`;

t.test('the same policy: all are equal, nothing is recorded', async (t) => {
  const test = await startTestShadow(t);
  await test.publish({ rules: MASKED, sequence: 1 });
  await test.until(({ candidate }) => candidate?.revision === 'r1');
  const active = await activePolicy(MASKED);
  for (let number = 0; number < 200; number += 1) {
    const segments = [number % 2 === 0 ? 'customers' : 'tickets', String(number)];
    const input = inputText({ request: { segments } });
    test.shadow.offer(`id-${String(number)}`, input, active.decide(input).decision);
  }
  await test.until(({ results }) => results.equal === 200);
  t.match(test.shadow.state(), { results: { differing: 0, dropped: 0, failed: 0 }, waiting: 0 });
  t.same(test.recorded, []);
});

t.test('a looser candidate: each difference is recorded with its kinds, worst first', async (t) => {
  const test = await startTestShadow(t);
  await test.publish({ rules: ALLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const active = await activePolicy(MASKED);
  for (const first of ['customers', 'tickets']) {
    const input = inputText({ request: { segments: [first, '1'] } });
    test.shadow.offer(`id-${first}`, input, active.decide(input).decision);
  }
  await test.until(({ results }) => results.differing === 2);
  const { candidate, kinds } = test.shadow.state();
  t.same(kinds, { 'newly-unmasked': 1, 'newly-allowed': 1 });
  t.same(test.recorded, [
    {
      id: 'id-customers',
      candidate,
      kinds: ['newly-unmasked'],
      active: { action: 'mask', reasons: ['customer'] },
      shadow: { action: 'allow', reasons: ['open'] },
    },
    {
      id: 'id-tickets',
      candidate,
      kinds: ['newly-allowed'],
      active: { action: 'deny', reasons: ['no-rule'] },
      shadow: { action: 'allow', reasons: ['open'] },
    },
  ]);
  t.same(test.results, [
    ['differing', ['newly-unmasked']],
    ['differing', ['newly-allowed']],
  ]);
});

t.test('a candidate without a usable answer differs by its fault', async (t) => {
  const test = await startTestShadow(t);
  await test.publish({ rules: alwaysDecide({ action: 'perhaps', reasons: [] }), sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  test.shadow.offer('id', inputText(), DENIED);
  await test.until(({ results }) => results.differing === 1);
  t.match(test.recorded, [
    { kinds: ['faults'], shadow: { reasons: ['policy-invalid'], fault: /not a decision/ } },
  ]);
});

t.test('the next candidate starts counting anew', async (t) => {
  const test = await startTestShadow(t);
  test.shadow.offer('early', inputText(), DENIED);
  t.equal(test.shadow.state().results['no-candidate'], 1, 'none yet');
  await test.publish({ rules: ALLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate?.revision === 'r1');
  test.shadow.offer('a', inputText(), DENIED);
  await test.until(({ results }) => results.differing === 1);
  await test.publish({ rules: DENY, sequence: 2 });
  await test.until(({ candidate }) => candidate?.revision === 'r2');
  t.same(test.shadow.state().kinds, {});
  test.shadow.offer('b', inputText(), DENIED);
  await test.until(({ results }) => results.equal === 1);
  t.equal(test.shadow.state().results.differing, 0);
});
