/**
 * A bundle's own smoke tests: examples of its policies that go along in its manifest, as
 * `metadata.regent.smoke`, and are decided again before the bundle is let decide.
 */
import type { Decided, Decision } from '../gateway/types.ts';
import { isObject } from './manifest-json.ts';
import { compareValues } from './policy/compare.ts';
import { BundleRefusal } from './refusals.ts';

/** One of them. */
export interface SmokeTest {
  name: string;
  /** JSON text: as a value its numbers would have to be hashed as `opa` does. */
  input: string;
  decision: Decision;
}

/** What a bundle may bring along; `bytes` are of the list as JSON. */
export const SMOKE_LIMITS = { tests: 200, bytes: 256 * 1024 } as const;

/** As many as may go along, in their order, and how many are left out. */
export function chooseSmokeTests(examples: readonly SmokeTest[]): {
  smoke: SmokeTest[];
  left: number;
} {
  const smoke: SmokeTest[] = [];
  let bytes = 2;
  for (const { name, input, decision } of examples) {
    const test = { name, input, decision };
    bytes += Buffer.byteLength(JSON.stringify(test)) + 1;
    if (smoke.length >= SMOKE_LIMITS.tests || bytes > SMOKE_LIMITS.bytes) break;
    smoke.push(test);
  }
  return { smoke, left: examples.length - smoke.length };
}

/** Those of a manifest; none where it has none. Throws BundleRefusal `malformed`. */
export function readSmokeTests(manifest: { metadata?: Record<string, unknown> }): SmokeTest[] {
  const regent = manifest.metadata?.['regent'];
  const smoke = isObject(regent) ? regent['smoke'] : undefined;
  if (smoke === undefined) return [];
  if (!Array.isArray(smoke) || smoke.length > SMOKE_LIMITS.tests) {
    throw malformed(`must be a list of at most ${SMOKE_LIMITS.tests}`);
  }
  if (Buffer.byteLength(JSON.stringify(smoke)) > SMOKE_LIMITS.bytes) {
    throw malformed(`has more than ${SMOKE_LIMITS.bytes} bytes`);
  }
  return smoke.map((test: unknown, index) => {
    if (
      !isObject(test) ||
      typeof test['name'] !== 'string' ||
      typeof test['input'] !== 'string' ||
      !isObject(test['decision'])
    ) {
      throw malformed(`[${index}] must have a name, an input as text and a decision`);
    }
    return test as unknown as SmokeTest;
  });
}

/** Decides each. Throws BundleRefusal `smoke-failed`, which names the first that is not decided as it says. */
export function runSmokeTests(
  tests: readonly SmokeTest[],
  policy: { decide(input: string): Decided },
): void {
  for (const { name, input, decision } of tests) {
    const decided = policy.decide(input);
    const [difference] = compareValues(decision, decided.decision);
    if (difference === undefined) continue;
    const why = decided.fault ?? `it differs at ${difference.place}`;
    throw new BundleRefusal(
      'smoke-failed',
      `the example ${JSON.stringify(name.slice(0, 200))} is not decided as it says: ${why}`,
    );
  }
}

function malformed(fault: string): BundleRefusal {
  return new BundleRefusal('malformed', `the bundle's .manifest: metadata.regent.smoke ${fault}`);
}
