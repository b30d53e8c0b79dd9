import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../schemas/decision.json' with { type: 'json' };
import type { Decision, Mask } from '../types.ts';
import { FAULT_REASONS, PolicyFault } from './faults.ts';

/** What is wrong with a mask's path, or undefined. Must depend on nothing but the mask. */
export type CheckMask = (mask: Mask) => string | undefined;

const isDecision = new Ajv({ strict: true, strictTypes: false }).compile<Decision>(schema);
const reserved = new Set<string>(FAULT_REASONS);

/** How many good masks are remembered; a policy has few, unless it puts its input into them. */
const MAX_KNOWN_MASKS = 1000;

/**
 * Makes the reader of one policy's answers. What it reads is the JSON text of OPA's result set; what
 * it gives is a decision of plain JSON data. Anything else is a PolicyFault.
 */
export function decisionReader(checkMask: CheckMask): (answer: string) => Decision {
  const knownMasks = new Set<string>();

  const checkOnce = (mask: Mask): void => {
    const key = JSON.stringify(mask);
    if (knownMasks.has(key)) return;
    const wrong = checkMask(mask);
    if (wrong !== undefined) throw new PolicyFault('mask-invalid', `mask ${mask.path}: ${wrong}`);
    if (knownMasks.size >= MAX_KNOWN_MASKS) knownMasks.clear();
    knownMasks.add(key);
  };

  return (answer) => {
    const decision = readResult(answer);
    if (!isDecision(decision)) throw invalid(describeErrors(isDecision.errors ?? []));
    const taken = decision.reasons.find((reason) => reserved.has(reason));
    if (taken !== undefined) throw invalid(`the reason ${taken} is Regent's own`);
    decision.masks?.forEach(checkOnce);
    return decision;
  };
}

/** The one result of a result set: `[{"result": …}]`. */
function readResult(answer: string): unknown {
  let results: unknown;
  try {
    results = JSON.parse(answer);
  } catch {
    // V8's message quotes the text.
    throw invalid('it is not JSON');
  }
  if (!Array.isArray(results)) throw invalid('it is not a result set');
  if (results.length === 0) {
    throw new PolicyFault('policy-undefined', 'data.regent.decision is undefined for this input');
  }
  if (results.length > 1) throw invalid(`there are ${String(results.length)} results`);
  return (results[0] as { result?: unknown } | null)?.result;
}

/** Where and why, without the values: they may be of the input. */
function describeErrors(errors: ErrorObject[]): string {
  return errors
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, keyword, message, params }) => {
      const place = instancePath === '' ? 'it' : instancePath;
      if (keyword === 'false schema') return `${place} must not be there`;
      if (keyword === 'additionalProperties') {
        return `${place} has the unknown key ${JSON.stringify(params['additionalProperty']).slice(0, 80)}`;
      }
      return `${place} ${message ?? keyword}`;
    })
    .join('; ');
}

function invalid(why: string): PolicyFault {
  return new PolicyFault('policy-invalid', `the answer is not a decision: ${why}`);
}
