import t from 'tap';
import type { Decision } from '../../gateway/types.ts';
import { buildBundle, loadRego, options } from './build-policy.ts';
import { loadPolicy } from '../../gateway/decision/policy.ts';

await t.test('what the policy answers is the decision, with the bundle that made it', async (t) => {
  const bundle = await buildBundle('decision := input.answer');
  const policy = await loadPolicy({ ...bundle, revision: 'r7', digest: 'sha256:77' }, options);
  const answers = [
    { action: 'allow', reasons: [] },
    { action: 'deny', reasons: ['no-deletes'], message: 'Nothing is deleted here.' },
    {
      action: 'mask',
      reasons: ['support-customer'],
      masks: [
        { path: '$.email', with: 'partial', keep_first: 1 },
        { path: "$['ключ ☃ 😀']", with: 'redact', text: '█' },
      ],
      purpose: 'support-ticket',
      legal_basis: 'contract',
    },
    { action: 'approve', reasons: ['bulk'], approval: { groups: ['dpo'], expires_in: '15m' } },
  ];
  for (const answer of answers) {
    const decided = policy.decide(JSON.stringify({ answer }));
    t.same(decided, { decision: answer, bundle: { revision: 'r7', digest: 'sha256:77' } });
    t.notOk('fault' in decided);
  }
});

await t.test('the bundle’s data is there', async (t) => {
  const rego = 'decision := {"action": "allow", "reasons": data.reasons[input.who]}';
  const policy = await loadRego(rego, {}, { reasons: { anna: ['known'] } });
  t.same(policy.decide('{"who":"anna"}').decision, { action: 'allow', reasons: ['known'] });
  t.same(policy.decide('{"who":"otto"}').decision.reasons, ['policy-undefined']);
});

await t.test('a decision does not depend on the ones before it', async (t) => {
  const policy = await loadRego('decision := {"action": "deny", "reasons": input.reasons}');
  for (let turn = 0; turn < 200; turn += 1) {
    const reasons = Array.from(
      { length: turn % 30 },
      (_, index) => `r-${String(turn)}-${String(index)}`,
    );
    t.same(policy.decide(JSON.stringify({ reasons })).decision.reasons, reasons);
  }
});

await t.test('what is hidden is checked once, and again with another member', async (t) => {
  const seen: string[] = [];
  const checkRedactions = ({ masks = [] }: Decision): undefined =>
    void seen.push(...masks.map(({ path }) => path));
  const policy = await loadRego(
    'decision := {"action": "mask", "reasons": [], "masks": [input.mask]}',
    { checkRedactions },
  );
  for (const mask of [
    { path: '$.a', with: 'null' },
    { path: '$.a', with: 'null' },
    { path: '$.b', with: 'null' },
    { path: '$.a', with: 'null', dialect: 'jsonpath-plus' },
  ]) {
    t.equal(policy.decide(JSON.stringify({ mask })).decision.action, 'mask');
  }
  t.same(seen, ['$.a', '$.b', '$.a']);
});
