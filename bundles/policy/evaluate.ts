/** Decides inputs by `opa` itself, and as the gateway does. */
import { SetupError } from '../../gateway/errors.ts';
import { loadPolicy, type Policy } from '../../gateway/decision/policy.ts';
import { checkRedactions } from '../../gateway/redaction/check-redactions.ts';
import type { Decided } from '../../gateway/types.ts';
import type { Opa } from '../find-opa.ts';
import { CAPABILITIES_FILE, runOpa } from '../opa.ts';
import type { Bundle } from '../read.ts';

/** The defaults of `policy` in the configuration (schemas/config.json). */
export const LIMITS = { maxSteps: 10_000_000, maxMemory: 256 * 1024 * 1024 } as const;

/** What `opa eval` says to one input. `value` is undefined where the query is. */
export interface OpaAnswer {
  value?: unknown;
  /** Where the evaluation failed. */
  error?: string;
}

/** Regent's own evaluation of the bundle. Throws SetupError if it cannot be loaded. */
export function loadEvaluator(bundle: Bundle): Promise<Policy> {
  return loadPolicy(bundle, { ...LIMITS, checkRedactions });
}

/** The decisions of the bundle by it. Throws SetupError if it cannot be loaded. */
export async function decideByWasm(bundle: Bundle, inputs: string[]): Promise<Decided[]> {
  const policy = await loadEvaluator(bundle);
  return inputs.map((input) => policy.decide(input));
}

/** The decisions of the policies in `dir`, by one `opa eval` for all. Throws SetupError. */
export async function decideByOpa(opa: Opa, dir: string, inputs: string[]): Promise<OpaAnswer[]> {
  return await queryEach(opa, dir, inputs, 'data.regent.decision');
}

/**
 * The value of a query for each input (JSON texts), in their order. An input for which the
 * evaluation fails fails it for all, so they are then asked by halves. Throws SetupError.
 */
export async function queryEach(
  opa: Opa,
  dir: string,
  inputs: string[],
  query: string,
): Promise<OpaAnswer[]> {
  if (inputs.length === 0) return [];
  const args = ['eval', '--bundle', '.', `--capabilities=${CAPABILITIES_FILE}`, '--stdin-input'];
  const all = `[[i, value] | some i, x in input.inputs; value := ${query} with input as x]`;
  const stdin = `{"inputs":[${inputs.join(',')}]}`;
  const run = await runOpa(opa, [...args, '--format=json', all], dir, stdin);
  if (run.code !== 0) {
    if (inputs.length === 1) return [{ error: readError(run.stdout || run.stderr) }];
    const half = Math.ceil(inputs.length / 2);
    return [
      ...(await queryEach(opa, dir, inputs.slice(0, half), query)),
      ...(await queryEach(opa, dir, inputs.slice(half), query)),
    ];
  }
  const { result } = JSON.parse(run.stdout) as {
    result?: [{ expressions: [{ value: [number, unknown][] }] }];
  };
  if (result === undefined) throw new SetupError([`${dir}: opa eval gave no result`]);
  const values = new Map(result[0].expressions[0].value);
  return inputs.map((_, i) => ({ value: values.get(i) }));
}

function readError(output: string): string {
  try {
    const { errors } = JSON.parse(output) as {
      errors: { message: string; location?: { file: string; row: number } }[];
    };
    return errors
      .map(({ message, location }) =>
        location === undefined ? message : `${location.file}:${location.row}: ${message}`,
      )
      .join('; ');
  } catch {
    return output.trim();
  }
}
