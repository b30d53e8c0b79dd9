/** Asks each rule of a bundle anew, by `opa` in a process of its own: what `regent policy eval` does, on what is recorded. */
import { dirname, basename } from 'node:path';
import { SetupError } from '../errors.ts';
import type { Opa } from '../../bundles/find-opa.ts';
import { CAPABILITIES_FILE, runOpa } from '../../bundles/opa.ts';
import { RULES_QUERY, type RulesAnswer } from '../../bundles/policy/rules-query.ts';

/** What the rules say to an input, and which lines said it. */
export interface Evaluation {
  /** What `data.regent.decision` is; undefined where it is undefined. */
  decision: unknown;
  /** What each rule contributes, by the rule's name. */
  rules: Record<string, unknown[]>;
  /** Where what was reached begins, by the file's name in the bundle. */
  reached: Map<string, { row: number; col: number }[]>;
}

/** Milliseconds, of which `opa` gives up by itself a little sooner, also where nobody is there any more to end it. */
const TIMEOUT = 15_000;
const OWN_TIMEOUT = '14s';
/** Bytes of an answer. Its size is that of the sources, many times over, and of what the rules say. */
const OUTPUT = 16 * 1024 * 1024;
const MEMORY = '256MiB';

interface Answer {
  result?: [{ expressions: [{ value: RulesAnswer }] }];
  coverage?: {
    files: Record<string, { covered?: { start: { row: number; col?: number } }[] }>;
  };
}

/**
 * Evaluates the bundle file `path` with an input (JSON text) on one processor. The policy's only clock is in its
 * input, so that it is the recorded one. Rejects with a SetupError where `opa` fails or takes too long.
 */
export async function evaluateRules(
  opa: Opa,
  path: string,
  input: string,
  signal: AbortSignal,
): Promise<Evaluation> {
  const args = [
    'eval',
    `--bundle=${basename(path)}`,
    `--capabilities=${CAPABILITIES_FILE}`,
    `--timeout=${OWN_TIMEOUT}`,
    '--stdin-input',
    '--coverage',
    '--format=json',
    RULES_QUERY,
  ];
  const limits = { timeout: TIMEOUT, output: OUTPUT, memory: MEMORY, processors: 1, signal };
  const run = await runOpa(opa, args, dirname(path), input, limits);
  // What it says may have parts of the input; whoever reads this may read that too.
  if (run.code !== 0) throw new SetupError([`opa: ${(run.stdout + run.stderr).slice(0, 500)}`]);
  const { result, coverage } = JSON.parse(run.stdout) as Answer;
  if (!result || !coverage) throw new SetupError(['opa gave no answer']);
  const { decision, rules } = result[0].expressions[0].value;
  const reached = Object.entries(coverage.files).map(
    ([file, { covered }]) =>
      [
        file.replace(/^\//, ''),
        (covered ?? []).map(({ start: { row, col = 1 } }) => ({ row, col })),
      ] as const,
  );
  return { decision: decision[0], rules, reached: new Map(reached) };
}
