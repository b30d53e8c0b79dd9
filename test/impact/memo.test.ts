import t from 'tap';
import { rememberAnswers } from '../../bundles/impact/memo.ts';
import type { Policy } from '../../gateway/decision/policy.ts';
import type { Decided } from '../../gateway/types.ts';

/** Counts what it is asked, and answers with the question. */
function counting(): { policy: Policy; asked: () => number } {
  let asked = 0;
  const decide = (input: string): Decided => {
    asked += 1;
    return { decision: { action: 'deny', reasons: [input] }, bundle: { revision: '', digest: '' } };
  };
  return { policy: { decide, approvers: () => undefined }, asked: () => asked };
}

t.test('inputs that repeat are evaluated once', async (t) => {
  const { policy, asked } = counting();
  const remembering = rememberAnswers(policy);
  for (let index = 0; index < 20_000; index += 1) {
    const input = String(index % 100);
    if (remembering.decide(input).decision.reasons[0] !== input) t.fail(input);
  }
  t.equal(asked(), 100);
});

t.test('inputs that do not repeat are soon not remembered any more', async (t) => {
  const { policy, asked } = counting();
  const remembering = rememberAnswers(policy);
  for (let index = 0; index < 20_000; index += 1) remembering.decide(String(index));
  remembering.decide('19999');
  t.equal(asked(), 20_001);
});
