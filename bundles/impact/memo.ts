/** Identical inputs are evaluated once, where there are enough of them for that to pay. */
import type { Policy } from '../../gateway/decision/policy.ts';

/** Answers that are remembered; all are forgotten when there are more. */
const MAX_ANSWERS = 10_000;

/** After so many questions it is judged whether remembering pays. */
const TRIAL = 5000;

/** The least share of repeats. Remembering costs about a tenth of an evaluation. */
const WORTHWHILE = 0.1;

/**
 * The policy with a memory. A policy has no clock and no randomness, so the same input always gets
 * the same answer. Inputs of the gateway hold a time and a trace and never repeat; those of other
 * enforcement points often do.
 */
export function rememberAnswers(policy: Policy): Policy {
  const answers = new Map<string, ReturnType<Policy['decide']>>();
  let asked = 0;
  let repeated = 0;
  return {
    decide(input) {
      if (asked >= TRIAL && repeated < asked * WORTHWHILE) return policy.decide(input);
      asked += 1;
      const known = answers.get(input);
      if (known !== undefined) {
        repeated += 1;
        return known;
      }
      const decided = policy.decide(input);
      if (answers.size >= MAX_ANSWERS || (asked === TRIAL && repeated < TRIAL * WORTHWHILE)) {
        answers.clear();
      }
      answers.set(input, decided);
      return decided;
    },
    approvers: (input) => policy.approvers(input),
  };
}
