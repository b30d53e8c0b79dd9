import type { ErrorObject } from 'ajv';
import { PolicyFault } from './faults.ts';

/** The one result of a result set: `[{"result": …}]`. */
export function readResult(answer: string, rule: string): unknown {
  let results: unknown;
  try {
    results = JSON.parse(answer);
  } catch {
    // V8's message quotes the text.
    throw invalid('it is not JSON');
  }
  if (!Array.isArray(results)) throw invalid('it is not a result set');
  if (results.length === 0) {
    throw new PolicyFault('policy-undefined', `${rule} is undefined for this input`);
  }
  if (results.length > 1) throw invalid(`there are ${String(results.length)} results`);
  return (results[0] as { result?: unknown } | null)?.result;
}

/** Where and why, without the values: they may be of the input. */
export function describeErrors(errors: ErrorObject[]): string {
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
