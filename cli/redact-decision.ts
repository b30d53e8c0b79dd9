import { readFile } from 'node:fs/promises';
import { decisionReader } from '../gateway/decision/read-decision.ts';
import { SetupError } from '../gateway/errors.ts';
import { readJson, toValue } from '../gateway/json/read.ts';
import { checkRedactions } from '../gateway/redaction/check-redactions.ts';
import type { Redactions } from '../gateway/redaction/redactions.ts';
import type { Decision } from '../gateway/types.ts';

/** Far more than a decision has. */
const MAX_BYTES = 2 ** 20;
const MAX_DEPTH = 64;

const readAnswer = decisionReader(() => undefined);

/**
 * What the decision in a file hides of a body; the file holds the decision, or what `opa eval` prints
 * of it. `note` is told what of it a body cannot show. Throws a SetupError.
 */
export async function readDecisionFile(
  file: string,
  note: (line: string) => void,
): Promise<Redactions> {
  try {
    // Not `readText` of the configuration: a shell's `<(opa eval …)` is a pipe.
    const bytes = await readFile(file);
    if (bytes.length > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    const value = toValue(readJson(bytes, { maxDepth: MAX_DEPTH }), { exactNumbers: false });
    const { masks, headers, detect } = checkDecision(unwrap(value));
    if (!masks && !detect) throw new Error('the decision masks nothing of a body');
    if (headers) note('the decision also masks headers, which a file does not have');
    return { ...(masks && { masks }), ...(detect && { detect }) };
  } catch (error) {
    throw new SetupError([`--decision: ${(error as Error).message}`], error);
  }
}

/** The decision, if a policy may answer so. Throws an Error that says what is wrong. */
export function checkDecision(value: unknown): Decision {
  const decision = readAnswer(JSON.stringify([{ result: value }]));
  const fault = checkRedactions(decision);
  if (fault !== undefined) throw new Error(fault);
  return decision;
}

/** `opa eval` prints `{"result": [{"expressions": [{"value": …}]}]}`; a decision has no `result`. */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'result')) return value;
  const [result] = single((value as { result: unknown }).result, 'results');
  const expressions = (result as { expressions?: unknown } | null)?.expressions;
  const [expression] = single(expressions, 'expressions');
  return (expression as { value?: unknown } | null)?.value;
}

function single(list: unknown, what: string): unknown[] {
  if (Array.isArray(list) && list.length === 1) return list;
  throw new Error(`there must be one decision, not none or several ${what}`);
}
