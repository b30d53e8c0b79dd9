import { Faults } from '../gateway/config/faults.ts';
import { Place } from '../gateway/config/place.ts';
import { size } from '../gateway/config/units.ts';
import { Refusal, SetupError } from '../gateway/errors.ts';
import { createDecoder } from '../gateway/redaction/forms/decode-stream.ts';
import { maskBody } from '../gateway/redaction/mask-body.ts';
import { createReplacers } from '../gateway/redaction/methods/replace.ts';
import type { RedactionOptions } from '../gateway/redaction/redact-response.ts';
import type { Redactions } from '../gateway/redaction/redactions.ts';
import { Tally } from '../gateway/redaction/tally.ts';
import { checkRules } from './redact-check.ts';
import { checkDecision, readDecisionFile } from './redact-decision.ts';
import { readKeys, type KeyOptions } from './redact-keys.ts';
import { toRedactions, type RuleList } from './redact-rules.ts';

/** The options of the command that are no rule's. */
export interface RedactOptions extends KeyOptions {
  decision?: string;
  type: string;
  encoding?: string;
  limit: string;
  depth: number;
  report?: 'table' | 'json';
}

/** All that the masking of the input needs. */
export interface Setup {
  redactions: Redactions;
  /** Name, value, name, value …, as a response would have them. */
  headers: string[];
  masking: RedactionOptions;
}

/**
 * Reads and checks everything before the input is. Throws a SetupError that names each wrong option.
 */
export async function readSetup(list: RuleList, options: RedactOptions): Promise<Setup> {
  const faults = [...list.faults];
  const redactions = await readRedactions(list, options, faults);
  const keys = readKeys(options, redactions, faults);
  const limit = readLimit(options.limit, faults);
  // Of faulty rules nothing is tried.
  if (faults.length > 0) throw new SetupError(faults);
  const masking = { method: 'GET', limit, maxDepth: options.depth, jsonTexts: false, keys };
  const { type, encoding } = options;
  attempt(`--type ${JSON.stringify(type)}`, () => {
    maskBody(
      type,
      redactions,
      { ...masking, replacers: createReplacers(keys) },
      new Tally(redactions),
    );
  });
  attempt('--encoding', () => createDecoder(encoding, Infinity));
  const headers = ['content-type', type];
  if (encoding !== undefined) headers.push('content-encoding', encoding);
  return { redactions, headers, masking };
}

async function readRedactions(
  { rules }: RuleList,
  { decision }: RedactOptions,
  faults: string[],
): Promise<Redactions> {
  if (decision !== undefined) {
    if (rules.length > 0) faults.push('--decision stands instead of --mask and --detect');
    return await readDecisionFile(decision, (line) => console.error(`note: ${line}`));
  }
  if (rules.length === 0 && faults.length === 0) {
    faults.push('nothing to mask is given: --mask PATH, --detect TYPE or --decision FILE');
  }
  faults.push(...checkRules(rules));
  const redactions = toRedactions(rules);
  if (faults.length === 0) {
    attempt('--mask, --detect', () =>
      checkDecision({ action: 'mask', reasons: [], ...redactions }),
    );
  }
  return redactions;
}

/** As the gateway's `response_limit`. */
function readLimit(text: string, faults: string[]): number {
  const found = new Faults('--limit');
  try {
    const limit = size(new Place(found), text, ['1B', '256MiB']);
    found.throwIfAny();
    return limit;
  } catch {
    faults.push('--limit must be from 1B to 256MiB, such as 64KiB');
    return 0;
  }
}

function attempt(option: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const detail = error instanceof Refusal ? error.detail : (error as Error).message;
    throw new SetupError([`${option}: ${detail}`], error);
  }
}
