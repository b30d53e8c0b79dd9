import t from 'tap';
import { ALLOW_ALL, alwaysDecide, startTestGateway } from '../helpers/gateway.ts';

/** As many numbers as the request's host says that the policy should count, and then some. */
const ENDLESS = 'numbers.range(count(input.request.host), 100000000)';

/** Whatever a policy answers that is not a decision, the upstream is not called. */
const policies: [name: string, rules: string, reason: string][] = [
  [
    'no answer',
    'decision := {"action": "allow", "reasons": []} if input.request.method == "NEVER"',
    'policy-undefined',
  ],
  ['unknown action', alwaysDecide({ action: 'permit', reasons: [] }), 'policy-invalid'],
  ['no action', alwaysDecide({ reasons: [] }), 'policy-invalid'],
  ['unknown key', alwaysDecide({ action: 'allow', reasons: [], detect: [] }), 'policy-invalid'],
  ['a boolean', alwaysDecide(true), 'policy-invalid'],
  [
    'a quorum of none',
    alwaysDecide({ action: 'approve', reasons: [], approval: { groups: ['dpo'], quorum: 0 } }),
    'policy-invalid',
  ],
  [
    'a mask without a path',
    alwaysDecide({ action: 'mask', reasons: [], masks: [{ with: 'redact' }] }),
    'policy-invalid',
  ],
  [
    'a mistyped path',
    alwaysDecide({ action: 'mask', reasons: [], masks: [{ path: '$.a[', with: 'redact' }] }),
    'mask-invalid',
  ],
  [
    'two answers at once',
    `${ALLOW_ALL}\n\n${alwaysDecide({ action: 'deny', reasons: [] })}`,
    'policy-error',
  ],
  ['endless output', `decision := {"masks": [i | some i in ${ENDLESS}]} if input.request`, ''],
  [
    'endless work',
    `decision := {"action": "allow"} if count({x | some a in ${ENDLESS}; some b in ${ENDLESS}; x := a * b}) > 0`,
    '',
  ],
];

for (const [name, rules, reason] of policies) {
  t.test(`denied: ${name}`, async (t) => {
    const gateway = await startTestGateway({ policy: rules });
    t.teardown(() => gateway.stop());
    const answer = await gateway.fetch('/svc/x');
    t.equal(answer.status, 403);
    const problem = (await answer.json()) as { code: string; reasons: string[] };
    t.equal(problem.code, 'denied');
    if (reason !== '') t.strictSame(problem.reasons, [reason]);
    t.equal(gateway.received.length, 0);
    const refusal = (await gateway.entries()).find(({ type }) => type === 'refusal');
    t.match(refusal?.data, { code: 'denied', action: 'deny' });
  });
}
