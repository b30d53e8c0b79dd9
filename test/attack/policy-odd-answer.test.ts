/** An answer that is not a decision is a denial, however near it comes. */
import t from 'tap';
import { FAULT_REASONS } from '../../gateway/decision/faults.ts';
import { loadRego } from '../decision/build-policy.ts';

const policy = await loadRego('decision := input.answer');
const mask = { path: '$.a', with: 'null' };

const odd: Record<string, unknown> = {
  'an unknown action': { action: 'permit', reasons: [] },
  'an action in capitals': { action: 'Allow', reasons: [] },
  'no action': { reasons: [] },
  'no reasons': { action: 'allow' },
  'reasons as text': { action: 'allow', reasons: 'ok' },
  'a reason that is no code': { action: 'allow', reasons: ['Not A Code'] },
  'an unknown key': { action: 'allow', reasons: [], detect: [] },
  'a mistyped key': { action: 'mask', reasons: [], mask: [mask] },
  'the key __proto__': JSON.parse('{"action":"allow","reasons":[],"__proto__":{}}'),
  'the key constructor': { action: 'allow', reasons: [], constructor: 1 },
  'allow with masks': { action: 'allow', reasons: [], masks: [mask] },
  'deny with masks': { action: 'deny', reasons: [], masks: [mask] },
  'mask without masks': { action: 'mask', reasons: [] },
  'mask with no mask': { action: 'mask', reasons: [], masks: [] },
  'mask with an approval': {
    action: 'mask',
    reasons: [],
    masks: [mask],
    approval: { groups: ['a'] },
  },
  'approve without approval': { action: 'approve', reasons: [] },
  'approve with a quorum of none': {
    action: 'approve',
    reasons: [],
    approval: { groups: ['a'], quorum: 0 },
  },
  'an unknown mask method': { action: 'mask', reasons: [], masks: [{ path: '$.a', with: 'hide' }] },
  'a mask with an unknown key': { action: 'mask', reasons: [], masks: [{ ...mask, wiht: 'x' }] },
  'a mask without path': { action: 'mask', reasons: [], masks: [{ with: 'null' }] },
  'a text': 'allow',
  true: true,
  null: null,
  'a number': 1,
  'an array': [{ action: 'allow', reasons: [] }],
  'an empty object': {},
};

for (const [name, answer] of Object.entries(odd)) {
  await t.test(name, (t) => {
    const { decision, fault } = policy.decide(JSON.stringify({ answer }));
    t.same(decision, { action: 'deny', reasons: ['policy-invalid'] });
    t.match(fault, /^the answer is not a decision: /);
    t.end();
  });
}

await t.test('a reason of Regent’s own', (t) => {
  for (const reason of FAULT_REASONS) {
    const { decision, fault } = policy.decide(
      JSON.stringify({ answer: { action: 'allow', reasons: ['fine', reason] } }),
    );
    t.same(decision, { action: 'deny', reasons: ['policy-invalid'] });
    t.match(fault, new RegExp(reason));
  }
  t.end();
});

await t.test('no answer', (t) => {
  const { decision, fault } = policy.decide('{}');
  t.same(decision, { action: 'deny', reasons: ['policy-undefined'] });
  t.match(fault, /undefined/);
  t.end();
});
