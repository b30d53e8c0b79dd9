/** A mask whose path cannot be used never passes as one that matches nothing. */
import t from 'tap';
import type { Decision } from '../../gateway/types.ts';
import { loadRego } from '../decision/build-policy.ts';

// Stands for the parser of gateway/redaction, which the gateway hands in.
const checkRedactions = ({ masks = [] }: Decision): string | undefined => {
  const bad = masks.find(({ path }) => !path.startsWith('$.'));
  return bad && `${bad.path} does not parse`;
};

const policy = await loadRego('decision := input.answer', { checkRedactions });
const decide = (...paths: string[]): unknown =>
  policy.decide(
    JSON.stringify({
      answer: { action: 'mask', reasons: [], masks: paths.map((path) => ({ path, with: 'null' })) },
    }),
  );

await t.test('one bad mask among good ones denies, each time', (t) => {
  for (let turn = 0; turn < 3; turn += 1) {
    t.match(decide('$.a', '$a', '$.b'), {
      decision: { action: 'deny', reasons: ['mask-invalid'] },
      fault: '$a does not parse',
    });
    t.match(decide('$.a', '$.b'), { decision: { action: 'mask' } });
  }
  t.end();
});

await t.test('the masks of an approval are checked too', (t) => {
  const answer = { action: 'approve', reasons: [], approval: { groups: ['dpo'] } };
  const masked = { ...answer, masks: [{ path: 'a', with: 'null' }] };
  t.match(policy.decide(JSON.stringify({ answer: masked })).decision.reasons, ['mask-invalid']);
  t.match(policy.decide(JSON.stringify({ answer })).decision.action, 'approve');
  t.end();
});

await t.test('a check that fails denies', async (t) => {
  const broken = await loadRego('decision := input.answer', {
    checkRedactions: () => {
      throw new Error('the check is broken');
    },
  });
  const answer = { action: 'mask', reasons: [], masks: [{ path: '$.a', with: 'null' }] };
  t.match(broken.decide(JSON.stringify({ answer })), {
    decision: { action: 'deny', reasons: ['policy-error'] },
    fault: 'the check is broken',
  });
});
