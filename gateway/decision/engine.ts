/** One running instance of a policy's module, with the bundle's data in its memory. */
import { describeThrown, PolicyFault } from './faults.ts';
import { STEPS } from './meter.ts';
import type { BEGIN } from './split-module.ts';

/** What is used of OPA's Wasm interface, version 1.1, and Regent's own exports; numbers are addresses in the memory. */
export interface PolicyExports {
  opa_heap_ptr_get(): number;
  opa_heap_ptr_set(address: number): void;
  opa_malloc(bytes: number): number;
  opa_json_parse(text: number, bytes: number): number;
  opa_json_dump(value: number): number;
  opa_eval_ctx_new(): number;
  opa_eval_ctx_set_input(context: number, value: number): void;
  opa_eval_ctx_set_data(context: number, value: number): void;
  opa_eval_ctx_set_entrypoint(context: number, entrypoint: number): void;
  opa_eval_ctx_get_result(context: number): number;
  eval(context: number): number;
  builtins(): number;
  opa_wasm_abi_version: WebAssembly.Global;
  opa_wasm_abi_minor_version: WebAssembly.Global;
  [BEGIN]?: () => void;
  [STEPS]: WebAssembly.Global;
}

/** The numbers of the rules that are asked for. */
export interface Entrypoints {
  decision: number;
  /** Absent where the policy says nothing of approvers. */
  approvers?: number;
}

/** What is running; `startEngine` makes it. */
export interface Engine {
  exports: PolicyExports;
  /** All of the memory. It has its full size from the start, so that this view stays good. */
  memory: Buffer;
  entrypoints: Entrypoints;
  dataAddress: number;
  /** Where the memory of an evaluation starts: behind the data. */
  heapStart: number;
  /** Where the furthest evaluation so far has ended. */
  reached: number;
  maxSteps: number;
}

/** Bytes of an answer: 256 masks with the longest paths fit, and what is parsed in vain is no stall. */
const MAX_ANSWER = 1_048_576;

/**
 * Asks the policy once.
 *
 * After anything is thrown the instance is not to be used again: a trap leaves its stack pointer and
 * its allocator as they were in the middle of the work.
 *
 * The SDK's `evaluate` is not used: it takes input that OPA cannot parse for an undefined input, and
 * reads an answer of any size.
 *
 * @param input JSON text that `checkInput` let pass
 * @param entrypoint the rule that is asked for
 * @returns the result set's JSON text
 * @throws PolicyFault
 */
export function evaluate(
  engine: Engine,
  input: string,
  entrypoint = engine.entrypoints.decision,
): string {
  const { exports, memory } = engine;
  exports[STEPS].value = engine.maxSteps;
  try {
    exports.opa_heap_ptr_set(engine.heapStart);
    const bytes = Buffer.byteLength(input);
    const address = exports.opa_malloc(bytes);
    memory.write(input, address, bytes);
    const value = exports.opa_json_parse(address, bytes);
    if (value === 0) throw new PolicyFault('policy-error', 'OPA cannot parse the input');

    const context = exports.opa_eval_ctx_new();
    exports.opa_eval_ctx_set_input(context, value);
    exports.opa_eval_ctx_set_data(context, engine.dataAddress);
    exports.opa_eval_ctx_set_entrypoint(context, entrypoint);
    exports.eval(context);
    const answer = exports.opa_json_dump(exports.opa_eval_ctx_get_result(context));
    engine.reached = Math.max(engine.reached, exports.opa_heap_ptr_get());
    return readText(memory, answer);
  } catch (error) {
    if (exports[STEPS].value < 0) {
      const text = `the evaluation took more than ${String(engine.maxSteps)} steps (policy.max_steps)`;
      throw new PolicyFault('policy-budget', text, error);
    }
    if (error instanceof PolicyFault) throw error;
    throw new PolicyFault('policy-error', describeThrown(error), error);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text at an address, up to the byte 0. Broken UTF-8 throws rather than changing a mask's path. */
export function readText(memory: Buffer, address: number): string {
  const length = memory.indexOf(0, address) - address;
  if (length < 0 || length > MAX_ANSWER) {
    const text = `the answer has more than ${String(MAX_ANSWER)} bytes`;
    throw new PolicyFault('policy-invalid', text);
  }
  return utf8.decode(memory.subarray(address, address + length));
}
