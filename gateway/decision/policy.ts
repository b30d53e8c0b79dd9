import { SetupError } from '../errors.ts';
import type { BundleRef, Decided, PolicyLimits } from '../types.ts';
import { checkInput } from './check-input.ts';
import { compileModule } from './compile-module.ts';
import { type Engine, evaluate } from './engine.ts';
import { describeThrown, PolicyFault } from './faults.ts';
import { type CheckMask, decisionReader } from './read-decision.ts';
import { startEngine } from './start-engine.ts';

/** A bundle's content, once its signature is verified. */
export interface PolicyBundle extends BundleRef {
  /** `policy.wasm` as `opa build -t wasm -e regent/decision` makes it. */
  wasm: Uint8Array;
  /** `data.json`, parsed: an object. */
  data: unknown;
}

/** What a policy may use, and how its masks are checked. */
export interface PolicyOptions extends PolicyLimits {
  checkMask: CheckMask;
}

/** A bundle's policy, ready to decide. Evaluations run one after the other on the caller's thread. */
export interface Policy {
  /**
   * Asks the policy.
   *
   * @param inputText JSON text of an object, as `JSON.stringify` writes it
   * @returns the policy's decision; where there is no usable one, a denial whose reason is one of
   *   `FAULT_REASONS` and a `fault` for the operator. It never throws.
   */
  decide(inputText: string): Decided;
}

/**
 * Loads a policy: meters and compiles its module, starts it once, and loads its data.
 *
 * @throws SetupError where the bundle cannot be used, saying why
 */
export async function loadPolicy(bundle: PolicyBundle, options: PolicyOptions): Promise<Policy> {
  const ref: BundleRef = { revision: bundle.revision, digest: bundle.digest };
  const module = await compileModule(bundle.wasm);
  const data = encodeData(bundle.data);
  const readDecision = decisionReader(options.checkMask);
  let engine: Engine | undefined = startEngine(module, data, options);

  const answerOf = (inputText: string): string => {
    engine ??= startEngine(module, data, options);
    try {
      return evaluate(engine, inputText);
    } catch (error) {
      engine = undefined;
      throw error;
    }
  };

  return {
    decide(inputText) {
      try {
        checkInput(inputText);
        return { decision: readDecision(answerOf(inputText)), bundle: ref };
      } catch (error) {
        const reason = error instanceof PolicyFault ? error.reason : 'policy-error';
        const decision = { action: 'deny' as const, reasons: [reason] };
        return { decision, bundle: ref, fault: describeThrown(error) };
      }
    },
  };
}

function encodeData(data: unknown): ArrayBuffer {
  const text = JSON.stringify(data) as string | undefined;
  try {
    checkInput(text as string);
  } catch (error) {
    throw new SetupError([`data.json: ${describeThrown(error)}`], error);
  }
  return new TextEncoder().encode(text).buffer;
}
