// How contributions of several rules settle, in Wasm, with rules that a mistaken author might write.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { loadPolicy as LoadPolicy } from '@open-policy-agent/opa-wasm';
import { Ajv } from 'ajv';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import type { Decision } from '../../gateway/types.ts';
import { sampleInput } from '../helpers/input.ts';

const { loadPolicy } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicy: typeof LoadPolicy;
};
const root = join(import.meta.dirname, '../..');
const schema = JSON.parse(readFileSync(join(root, 'schemas/decision.json'), 'utf8')) as object;
const isDecision = new Ajv({ strict: false }).compile(schema);

// Each header `x-N` of the input makes one rule contribute one thing.
const CONTRIBUTIONS = {
  allow: '{"action": "allow", "reasons": ["may"], "purpose": "support"}',
  mask: '{"action": "mask", "reasons": ["mask-a"], "masks": [{"path": "$.a", "with": "redact"}]}',
  other: '{"action": "mask", "reasons": ["mask-b"], "masks": [{"path": "$.b", "with": "null"}]}',
  dpo: '{"action": "approve", "reasons": ["ask-dpo"], "approval": {"groups": ["dpo", "legal"], "expires_in": "1h"}}',
  legal:
    '{"action": "approve", "reasons": ["ask-legal"], "approval": {"groups": ["legal"], "expires_in": "90s"}}',
  ciso: '{"action": "approve", "reasons": ["ask-ciso"], "approval": {"groups": ["ciso"]}}',
  deny: '{"action": "deny", "reasons": ["must-not"], "message": "No."}',
  typo: '{"action": "mask", "reasons": ["typo"], "mask": [{"path": "$.a", "with": "redact"}]}',
  shout: '{"action": "DENY", "reasons": ["shout"]}',
  quorum:
    '{"action": "approve", "reasons": ["two"], "approval": {"groups": ["dpo"], "quorum": "two"}}',
};

const dir = t.testdir({ policies: {} });
const policies = join(dir, 'policies');
cpSync(join(root, 'policies/decision.rego'), join(policies, 'decision.rego'));
cpSync(join(root, 'policies/lib'), join(policies, 'lib'), { recursive: true });
for (const [name, contribution] of Object.entries(CONTRIBUTIONS)) {
  mkdirSync(join(policies, 'rules', name), { recursive: true });
  const rule = `package regent.rules.${name}\n\ndecisions contains ${contribution} if input.request.headers["x-${name}"]\n`;
  writeFileSync(join(policies, 'rules', name, `${name}.rego`), rule);
}
const opa = await findOpa();
const out = join(dir, 'bundle.tar.gz');
const { wasm } = await buildBundle({ policies, out, revision: 'test', opa });
const policy = await loadPolicy(new Uint8Array(wasm));

function settle(...names: (keyof typeof CONTRIBUTIONS)[]): Decision {
  const headers = Object.fromEntries(names.map((name) => [`x-${name}`, '1']));
  const [answer] = policy.evaluate(sampleInput({ request: { headers } })) as [{ result: Decision }];
  return answer.result;
}

void t.test('the strongest action wins and masks are united', (t) => {
  t.match(settle(), { action: 'deny', reasons: ['no-rule'] });
  t.same(settle('allow'), { action: 'allow', reasons: ['may'], purpose: 'support' });
  t.match(settle('allow', 'mask', 'other'), {
    action: 'mask',
    reasons: ['mask-a', 'mask-b', 'may'],
    masks: [{ path: '$.a' }, { path: '$.b' }],
  });
  t.match(settle('allow', 'mask', 'dpo'), {
    action: 'approve',
    approval: { groups: ['dpo', 'legal'], expires_in: '1h' },
    masks: [{ path: '$.a' }],
  });
  t.same(settle('allow', 'mask', 'dpo', 'deny'), {
    action: 'deny',
    reasons: ['must-not'],
    message: 'No.',
  });
  t.end();
});

void t.test('two approvals are never less than each', (t) => {
  t.match(settle('dpo', 'legal'), {
    action: 'approve',
    approval: { groups: ['legal'], expires_in: '90s' },
  });
  t.match(settle('dpo', 'ciso', 'allow'), { action: 'deny', reasons: ['approvals-conflict'] });
  t.end();
});

void t.test('what cannot be understood denies, whatever else is said', (t) => {
  for (const faulty of ['typo', 'shout', 'quorum'] as const) {
    t.match(settle('allow', 'mask', 'dpo', faulty), {
      action: 'deny',
      reasons: ['contribution-invalid'],
    });
  }
  t.match(settle('deny', 'typo'), {
    action: 'deny',
    reasons: ['contribution-invalid', 'must-not'],
  });
  t.end();
});

void t.test('any mixture gives a decision of the right shape', (t) => {
  const names = Object.keys(CONTRIBUTIONS) as (keyof typeof CONTRIBUTIONS)[];
  let odd = 0;
  for (let bits = 0; bits < 2 ** names.length; bits += 1) {
    const decision = settle(...names.filter((_, i) => (bits >> i) % 2 === 1));
    if (!isDecision(decision)) odd += 1;
  }
  t.equal(odd, 0);
  t.end();
});
