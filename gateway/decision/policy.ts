import { SetupError } from '../errors.ts';
import type { ApproversAnswer, BundleRef, Decided, PolicyLimits } from '../types.ts';
import { checkInput } from './check-input.ts';
import { compileModule } from './compile-module.ts';
import { type Engine, evaluate } from './engine.ts';
import { describeThrown, PolicyFault } from './faults.ts';
import { fillMemory, type PolicyImage } from './fill-memory.ts';
import { PlainJson } from './plain-json.ts';
import { readApprovers } from './read-approvers.ts';
import { type CheckRedactions, decisionReader } from './read-decision.ts';
import { startEngine } from './start-engine.ts';

/** A bundle's content, once its signature is verified. */
export interface PolicyBundle extends BundleRef {
  /** `policy.wasm` as `opa build -t wasm -e regent/decision` makes it. */
  wasm: Uint8Array;
  /** `data.json`: an object, parsed, or its text where it need not be written anew. */
  data: unknown;
}

/** What a policy may use, and how its masks are checked. */
export interface PolicyOptions extends PolicyLimits {
  checkRedactions: CheckRedactions;
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
  /**
   * Asks who may approve; undefined where the policy says nothing of approvers. Where there is no usable
   * answer nobody may, and a `fault` says why. It never throws.
   */
  approvers(inputText: string): Approvers | undefined;
}

/** The policy's answer to who may approve. */
export interface Approvers {
  answer: ApproversAnswer;
  /** Why the policy's answer was not usable, for the operator's log. */
  fault?: string;
}

/** One that can be ended. */
export interface OpenPolicy extends Policy {
  /**
   * Ends it: from now on it denies, and its image may be used for something else. Gives behind which
   * address its memory is as it was before the image was made; undefined where nobody knows, because
   * an evaluation did not come to its end.
   */
  close(): number | undefined;
}

/**
 * Loads a policy where it will decide: what a thread of its own does beside (gateway/prepare/), here
 * on the caller's.
 *
 * @throws SetupError where the bundle cannot be used, saying why
 */
export async function loadPolicy(bundle: PolicyBundle, options: PolicyOptions): Promise<Policy> {
  return openPolicy(await makeImage(bundle, options), bundle, options);
}

/** What makes an image sooner, where one is made after the other. */
export interface ImageAids {
  /** Instead of `compileModule`: gives what that once gave. */
  compile?: typeof compileModule;
  /** Instead of `createMemory`: gives one of the same limits, as empty. */
  takeMemory?: () => WebAssembly.Memory;
}

/**
 * Meters and compiles a bundle's module, begins it, and loads the data.
 *
 * @throws SetupError where the bundle cannot be used, saying why
 */
export async function makeImage(
  { wasm, data }: Pick<PolicyBundle, 'wasm' | 'data'>,
  limits: PolicyLimits,
  { compile = compileModule, takeMemory }: ImageAids = {},
): Promise<PolicyImage> {
  return fillMemory(await compile(wasm), encodeData(data), limits, takeMemory);
}

/** Lets an image decide on this thread. No other thread may use it from now on. */
export function openPolicy(
  image: PolicyImage,
  { revision, digest }: BundleRef,
  { checkRedactions, maxSteps }: Pick<PolicyOptions, 'checkRedactions' | 'maxSteps'>,
): OpenPolicy {
  const ref: BundleRef = { revision, digest };
  const readDecision = decisionReader(checkRedactions);
  let engine: Engine | undefined = startEngine(image, maxSteps);
  let { reached } = image;
  let closed = false;

  const answerOf = (inputText: string, entrypoint?: number): string => {
    checkInput(inputText);
    // Its memory may be another policy's by now.
    if (closed) throw new PolicyFault('policy-error', 'the policy was replaced');
    engine ??= startEngine(image, maxSteps);
    try {
      return evaluate(engine, inputText, entrypoint);
    } catch (error) {
      engine = undefined;
      reached = undefined;
      throw error;
    }
  };

  return {
    decide(inputText) {
      try {
        return { decision: readDecision(answerOf(inputText)), bundle: ref };
      } catch (error) {
        const reason = error instanceof PolicyFault ? error.reason : 'policy-error';
        const decision = { action: 'deny' as const, reasons: [reason] };
        return { decision, bundle: ref, fault: describeThrown(error) };
      }
    },
    approvers(inputText) {
      const { approvers } = image.entrypoints;
      if (approvers === undefined) return undefined;
      try {
        return { answer: readApprovers(answerOf(inputText, approvers)) };
      } catch (error) {
        return { answer: { may: false }, fault: describeThrown(error) };
      }
    },
    close() {
      if (reached !== undefined && engine) reached = Math.max(reached, engine.reached);
      closed = true;
      engine = undefined;
      return reached;
    },
  };
}

function encodeData(data: unknown): Uint8Array {
  if (data instanceof PlainJson) return data.bytes;
  const text = JSON.stringify(data) as string | undefined;
  try {
    checkInput(text as string);
  } catch (error) {
    throw new SetupError([`data.json: ${describeThrown(error)}`], error);
  }
  return new TextEncoder().encode(text);
}
