/** Says which rules fired, by evaluating what is on record again: one request at a time, within limits. */
import { compareValues } from '../../bundles/policy/compare.ts';
import { findOpa, type Opa } from '../../bundles/find-opa.ts';
import type { FiredRule, RulesFired } from '../admin/contract.ts';
import { SetupError } from '../errors.ts';
import { InTurn } from '../in-turn.ts';
import { evaluateRules, type Evaluation } from './evaluate-rules.ts';
import { RuleLibrary, type RuleFile } from './rule-sources.ts';

/** What is on record of a decision. */
export interface RecordedDecision {
  /** Of the bundle that decided. */
  digest: string;
  /** JSON text, as the policy got it. */
  input: string;
  decision: unknown;
}

/** Evaluations that wait or run; who comes when there are so many must ask again. */
const MAX_WAITING = 4;
/** Bytes of data: `opa` needs some forty times as much memory. */
const MAX_DATA = 8 * 1024 * 1024;

/** Evaluates. */
export class RuleEvaluator {
  readonly #library: RuleLibrary;
  readonly #ending = new AbortController();
  readonly #inTurn = new InTurn();
  #opa: Promise<Opa> | undefined;
  #waiting = 0;

  /** `dir` is that of the ledger. */
  constructor(dir: string) {
    this.#library = new RuleLibrary(dir);
  }

  /** Rejects with an Error where too many ask at once; what cannot be evaluated is answered as `failed`. */
  async ask(recorded: RecordedDecision): Promise<RulesFired> {
    if (this.#waiting >= MAX_WAITING) throw new Error('too many evaluations are asked for at once');
    this.#waiting += 1;
    try {
      return await this.#inTurn.run(() => this.#evaluate(recorded));
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      return { state: 'failed', detail: error.message };
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Ends what runs. */
  close(): void {
    this.#ending.abort();
  }

  async #evaluate({ digest, input, decision }: RecordedDecision): Promise<RulesFired> {
    this.#ending.signal.throwIfAborted();
    const { path, data, rules } = await this.#library.sourcesOf(digest);
    if (data > MAX_DATA) {
      const text = `the bundle's data has more than ${MAX_DATA} bytes; use \`regent policy eval\``;
      throw new SetupError([text]);
    }
    const opa = await this.#findOpa();
    const evaluation = await evaluateRules(opa, path, input, this.#ending.signal);
    if (compareValues(evaluation.decision, decision).length > 0) {
      throw new SetupError([
        'evaluated again, the policy decides otherwise than is on record; `regent evidence replay` tells what',
      ]);
    }
    return describe(evaluation, rules);
  }

  /** Once, unless there was none. */
  #findOpa(): Promise<Opa> {
    this.#opa ??= findOpa().catch((error: unknown) => {
      this.#opa = undefined;
      throw error;
    });
    return this.#opa;
  }
}

function describe({ rules, reached }: Evaluation, sources: Map<string, RuleFile[]>): RulesFired {
  const names = Object.keys(rules).toSorted();
  return {
    state: 'evaluated',
    fired: names
      .filter((rule) => rules[rule]!.length > 0)
      .map((rule) => describeRule(rule, rules[rule]!, sources.get(rule) ?? [], reached)),
    silent: names.filter((rule) => rules[rule]!.length === 0),
  };
}

function describeRule(
  rule: string,
  said: readonly unknown[],
  files: readonly RuleFile[],
  reached: Evaluation['reached'],
): FiredRule {
  const title = files.find((file) => file.title !== undefined)?.title;
  const description = files.find((file) => file.description !== undefined)?.description;
  return {
    rule,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    said: said.map(readContribution),
    at: files.flatMap((file) => findHeads(file, reached)),
  };
}

/**
 * The rules of a file that came to their end. What `opa` covered are heads of rules that did, and expressions of bodies;
 * `decisions contains` can only be a head. A head that is written otherwise leaves the file without a line.
 */
function findHeads({ file, lines }: RuleFile, reached: Evaluation['reached']): FiredRule['at'] {
  const heads = (reached.get(file) ?? [])
    .filter(({ row, col }) => /^decisions\s+contains\b/.test(lines[row - 1]?.slice(col - 1) ?? ''))
    .map(({ row }) => row);
  const rows = [...new Set(heads)].toSorted((a, b) => a - b);
  return rows.length > 0 ? rows.map((line) => ({ file, line })) : [{ file }];
}

/** What a rule says is any JSON: what is no contribution is part of why the request was denied. */
function readContribution(said: unknown): FiredRule['said'][number] {
  const { action, reasons } = (said ?? {}) as { action?: unknown; reasons?: unknown };
  return {
    ...(typeof action === 'string' && { action }),
    reasons: Array.isArray(reasons) ? reasons.filter((each) => typeof each === 'string') : [],
  };
}
