/** `regent policy eval`: one input, its decision, and which rules made it. */
import type { Decided, Decision } from '../../gateway/types.ts';
import { SetupError } from '../../gateway/errors.ts';
import { JsonFault, readJson, toValue } from '../../gateway/json/read.ts';
import type { Opa } from '../find-opa.ts';
import { describeDifferences } from './compare.ts';
import { decideByWasm, queryEach } from './evaluate.ts';
import type { Finding } from './findings.ts';
import { plainLine } from './plain.ts';
import { build, list } from './prepare.ts';
import { RULES_QUERY, type RulesAnswer } from './rules-query.ts';

/** What became of one input. */
export interface Explanation {
  decision: Decision;
  /** Why there was no usable one, where the decision is Regent's own denial. */
  fault?: string;
  /** What `opa` decides otherwise (-) than Regent (+), or why it could not. */
  differs: string[];
  /** What each rule contributed, by the rule's name; those that said nothing have an empty list. */
  rules: Record<string, unknown[]>;
}

/**
 * Decides the input (JSON text) and asks each rule what it says to it. Throws SetupError where the
 * policies cannot be built or the input is not JSON.
 */
export async function explain(opa: Opa, dir: string, inputText: string): Promise<Explanation> {
  const input = readInput(inputText);
  const files = orThrow(await list(dir));
  const bundle = orThrow(await build(opa, dir, files));
  const [[wasm], [answer]] = await Promise.all([
    decideByWasm(bundle, [input]),
    queryEach(opa, dir, [input], RULES_QUERY),
  ]);
  const { decision, fault } = wasm as Decided;
  const said = answer?.value as RulesAnswer | undefined;
  const differs =
    answer?.error === undefined
      ? describeDifferences(said?.decision[0], decision)
      : [`- opa fails: ${answer.error}`];
  return {
    decision,
    ...(fault !== undefined && { fault }),
    differs: fault === undefined ? differs : [],
    rules: said?.rules ?? {},
  };
}

/** The explanation for people. */
export function describeExplanation({ decision, fault, differs, rules }: Explanation): string {
  const { action, reasons, ...rest } = decision;
  const spoke = Object.entries(rules).filter(([, said]) => said.length > 0);
  const silent = Object.keys(rules).filter((rule) => rules[rule]?.length === 0);
  const lines = [
    `${action}, because ${reasons.join(', ')}`,
    ...Object.entries(rest).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    ...(fault === undefined ? [] : [`  no usable decision: ${fault}`]),
    spoke.length === 0 ? 'No rule spoke.' : 'Rules that spoke:',
    ...spoke.flatMap(([rule, said]) =>
      [`  ${rule}`].concat(said.map((one) => `    ${JSON.stringify(one)}`)),
    ),
    ...(silent.length === 0 ? [] : [`Rules that said nothing: ${silent.join(', ')}`]),
    ...(differs.length === 0 ? [] : ['opa (-) and Regent (+) decide differently:', ...differs]),
  ];
  return `${lines.map(plainLine).join('\n')}\n`;
}

function readInput(text: string): string {
  try {
    const root = readJson(Buffer.from(text), { maxDepth: 72 });
    return JSON.stringify(toValue(root, { exactNumbers: true }));
  } catch (error) {
    if (error instanceof JsonFault) throw new SetupError([`the input: ${error.message}`], error);
    throw error;
  }
}

function orThrow<T>(result: T | Finding[]): T {
  if (Array.isArray(result)) throw new SetupError(result.map(({ message }) => message));
  return result;
}
