import { Ajv } from 'ajv';
import schema from '../../schemas/decision.json' with { type: 'json' };
import type { Decision } from '../types.ts';
import { FAULT_REASONS, PolicyFault } from './faults.ts';
import { describeErrors, readResult } from './read-result.ts';

/** What is wrong with what a decision hides, or undefined. Must depend on nothing but the decision. */
export type CheckRedactions = (decision: Decision) => string | undefined;

const isDecision = new Ajv({ strict: true, strictTypes: false }).compile<Decision>(schema);
const reserved = new Set<string>(FAULT_REASONS);

/**
 * Makes the reader of one policy's answers. What it reads is the JSON text of OPA's result set; what
 * it gives is a decision of plain JSON data. Anything else is a PolicyFault.
 */
export function decisionReader(checkRedactions: CheckRedactions): (answer: string) => Decision {
  // Most answers of a policy are ones that it gave before.
  const goodAnswers = new GoodTexts();
  const goodRedactions = new GoodTexts();

  const check = (decision: Decision): void => {
    const { masks, headers, detect, write_back: writeBack, subjects, approval } = decision;
    const text = JSON.stringify([masks, headers, detect, writeBack, subjects, approval?.show]);
    if (goodRedactions.has(text)) return;
    const wrong = checkRedactions(decision);
    if (wrong !== undefined) throw new PolicyFault('mask-invalid', wrong);
    goodRedactions.add(text);
  };

  return (answer) => {
    const decision = readResult(answer, 'data.regent.decision');
    if (goodAnswers.has(answer)) return decision as Decision;
    if (!isDecision(decision)) throw invalid(describeErrors(isDecision.errors ?? []));
    const taken = decision.reasons.find((reason) => reserved.has(reason));
    if (taken !== undefined) throw invalid(`the reason ${taken} is Regent's own`);
    check(decision);
    goodAnswers.add(answer);
    return decision;
  };
}

/** Texts that were found good. All are forgotten when there are too many: a policy may put its input into them. */
class GoodTexts {
  readonly #texts = new Set<string>();

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  add(text: string): void {
    if (text.length > 10_000) return;
    if (this.#texts.size >= 1000) this.#texts.clear();
    this.#texts.add(text);
  }
}

function invalid(why: string): PolicyFault {
  return new PolicyFault('policy-invalid', `the answer is not a decision: ${why}`);
}
