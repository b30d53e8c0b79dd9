/** Which rules fired in one request. */
import type { RulesFired } from '../admin/contract.ts';
import { readSealed } from '../ledger/read/read-sealed.ts';
import type { IntentData, RefusalData } from '../types.ts';
import type { Questions } from './messages.ts';
import { readRequest } from './read-request.ts';
import type { RuleEvaluator } from './rule-evaluator.ts';
import type { SearchParts } from './search.ts';

/**
 * By its decision id; undefined where the index has none. `faults` are the reasons of denials that Regent gives where the
 * policy gave no decision: what it could not decide within its steps is not tried again without them.
 */
export async function explainRequest(
  parts: SearchParts,
  rules: RuleEvaluator,
  faults: readonly string[],
  { id }: Questions['rules']['ask'],
): Promise<RulesFired | undefined> {
  const request = await readRequest(parts, id);
  if (!request) return undefined;
  const decided = request.read
    .map(({ entry }) => entry)
    .findLast(({ type }) => type === 'intent' || type === 'refusal');
  const data = decided?.data as IntentData | RefusalData | undefined;
  if (!decided || data?.action === undefined || !data.bundle) {
    return notAsked('There is no decision of a policy on record for this request.');
  }
  if (data.reasons?.some((reason) => faults.includes(reason)) === true) {
    return notAsked(`The policy gave no usable decision (${data.reasons.join(', ')}).`);
  }
  const opened = await parts.reader.open(decided);
  switch (opened.state) {
    case 'open':
      return rules.ask({ digest: data.bundle.digest, ...readSealed(opened.text) });
    case 'erased':
      return notAsked('What the policy was asked is erased.');
    default:
      return notAsked('No key is at hand that opens what the policy was asked.');
  }
}

function notAsked(detail: string): RulesFired {
  return { state: 'not-asked', detail };
}
