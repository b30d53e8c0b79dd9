/** Decides recorded requests again: the work of one worker. */
import { isDeepStrictEqual } from 'node:util';
import { readBundle, readBundleFile } from '../../bundles/read.ts';
import { loadPolicy, type Policy } from '../../gateway/decision/policy.ts';
import { bundlePath } from '../../gateway/keep-bundle.ts';
import { checkRedactions } from '../../gateway/redaction/check-redactions.ts';
import type { PolicyLimits } from '../../gateway/types.ts';
import { readSealed } from '../../gateway/ledger/read/read-sealed.ts';
import {
  MAX_DIFFERENCES,
  type Batch,
  type Difference,
  type RecordedDecision,
  type Tally,
} from './types.ts';

/** Policies that are held at once: a bundle's data may be large. */
const MAX_POLICIES = 4;

/** Takes batches, one after the other, and counts. */
export class Evaluator {
  readonly tally: Tally = { reproduced: 0, different: 0, differences: [] };
  readonly #dir: string;
  /** The least recently used first. */
  readonly #policies = new Map<string, Policy | string>();

  /** `dir` is that of the ledger, or of an unpacked archive. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  async take({ limits, decisions }: Batch): Promise<void> {
    for (const decision of decisions) {
      this.#count(this.#decide(decision, await this.#policyOf(decision.bundle, limits)));
    }
  }

  #count(difference: Difference | undefined): void {
    const { tally } = this;
    if (difference === undefined) {
      tally.reproduced += 1;
      return;
    }
    tally.different += 1;
    if (tally.differences.length < MAX_DIFFERENCES) tally.differences.push(difference);
  }

  #decide(recorded: RecordedDecision, policy: Policy | string): Difference | undefined {
    const { sealed, ...place } = recorded;
    if (typeof policy === 'string') return { ...place, why: policy };
    try {
      const { input, decision } = readSealed(sealed);
      const again: unknown = JSON.parse(JSON.stringify(policy.decide(input).decision));
      if (isDeepStrictEqual(again, decision)) return undefined;
      return { ...place, why: 'the policy decides otherwise', recorded: decision, again };
    } catch (error) {
      return { ...place, why: (error as Error).message };
    }
  }

  /** The policy, or why there is none. */
  async #policyOf(digest: string, limits: PolicyLimits): Promise<Policy | string> {
    const name = `${digest} ${String(limits.maxSteps)} ${String(limits.maxMemory)}`;
    const known = this.#policies.get(name) ?? (await this.#load(digest, limits));
    this.#policies.delete(name);
    this.#policies.set(name, known);
    if (this.#policies.size > MAX_POLICIES) {
      this.#policies.delete(this.#policies.keys().next().value!);
    }
    return known;
  }

  async #load(digest: string, limits: PolicyLimits): Promise<Policy | string> {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return 'the entry names no bundle';
    try {
      const bundle = await readBundle(await readBundleFile(bundlePath(this.#dir, digest)));
      if (bundle.digest !== digest) return `the bundle ${digest} was changed`;
      return await loadPolicy(bundle, { ...limits, checkRedactions });
    } catch (error) {
      return `the bundle cannot be used: ${(error as Error).message}`;
    }
  }
}
