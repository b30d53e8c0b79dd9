/** One running instance of a policy's module, with the bundle's data in its memory. */
import { createRequire } from 'node:module';
import type { loadPolicySync as LoadPolicySync } from '@open-policy-agent/opa-wasm';
import { SetupError } from '../errors.ts';
import type { PolicyLimits } from '../types.ts';
import { describeThrown, PolicyFault } from './faults.ts';
import { STEPS } from './meter.ts';

// The SDK's types promise an ES module without default export, which is not what it has; its CommonJS
// module is what they describe.
const { loadPolicySync } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicySync: typeof LoadPolicySync;
};

/** The rule that decides. */
const ENTRYPOINT = 'regent/decision';

const PAGE = 65_536;
/** Memory that must be left for evaluations, besides the data. */
const HEADROOM = 1_048_576;
/** How much larger data is in OPA's memory than as JSON, for the message. */
const DATA_FACTOR = 14;
/** Bytes of an answer. The largest decision that the schema allows is smaller by far. */
const MAX_ANSWER = 1_048_576;
const MAX_STEPS = 2 ** 31 - 1;

/** The functions of OPA's Wasm interface, version 1.1; numbers are addresses in the memory. */
interface PolicyExports {
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
  [STEPS]: WebAssembly.Global;
}

/** What is running, for `evaluate`. */
export interface Engine {
  exports: PolicyExports;
  /** All of the memory. It has its full size from the start, so that this view stays good. */
  memory: Buffer;
  entrypoint: number;
  dataAddress: number;
  /** Where the memory of an evaluation starts: behind the data. */
  heapStart: number;
  maxSteps: number;
}

/**
 * Starts an instance of a metered module and loads the data into it.
 *
 * @param data the data's JSON text in UTF-8, in a buffer of its own
 * @throws SetupError where the module does not start, has no `regent/decision`, calls built-ins that
 *   Wasm has not, or where the data needs more memory than there is
 */
export function startEngine(
  module: WebAssembly.Module,
  data: ArrayBuffer,
  limits: PolicyLimits,
): Engine {
  // All of it at once: pages cost nothing until they are touched, but growing the memory page by page
  // as OPA's allocator does takes minutes for 38 MB of data, and most of an evaluation's time.
  const pages = Math.floor(limits.maxMemory / PAGE);
  const loaded = start(module, { initial: pages, maximum: pages });
  const exports = (loaded.wasmInstance as WebAssembly.Instance).exports as unknown as PolicyExports;
  const memory = Buffer.from(loaded.mem.buffer);
  refuseBuiltins(exports, memory);

  const entrypoints = loaded.entrypoints as Record<string, number>;
  if (!Object.hasOwn(entrypoints, ENTRYPOINT)) {
    throw new SetupError([
      `policy.wasm: it has no entrypoint ${ENTRYPOINT}; build it with \`opa build -t wasm -e ${ENTRYPOINT}\``,
    ]);
  }
  exports[STEPS].value = MAX_STEPS;
  try {
    loaded.setData(data);
  } catch (error) {
    throw tooLarge(data, limits, describeThrown(error));
  }
  const heapStart = loaded.dataHeapPtr as number;
  if (heapStart + HEADROOM > pages * PAGE) throw tooLarge(data, limits, 'no room is left');
  return {
    exports,
    memory,
    entrypoint: entrypoints[ENTRYPOINT]!,
    dataAddress: loaded.dataAddr,
    heapStart,
    maxSteps: limits.maxSteps,
  };
}

/**
 * Asks the policy once.
 *
 * After anything is thrown the instance is not to be used again: a trap leaves its stack pointer and
 * its allocator as they were in the middle of the work.
 *
 * The SDK's `evaluate` is not used: it takes input that it cannot parse for an undefined input, and
 * reads an answer of any size.
 *
 * @param input JSON text that `checkInput` let pass
 * @returns the result set's JSON text
 * @throws PolicyFault
 */
export function evaluate(engine: Engine, input: string): string {
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
    exports.opa_eval_ctx_set_entrypoint(context, engine.entrypoint);
    exports.eval(context);
    return readText(memory, exports.opa_json_dump(exports.opa_eval_ctx_get_result(context)));
  } catch (error) {
    if (exports[STEPS].value < 0) {
      const text = `the evaluation took more than ${String(engine.maxSteps)} steps (policy.max_steps)`;
      throw new PolicyFault('policy-budget', text, error);
    }
    if (error instanceof PolicyFault) throw error;
    throw new PolicyFault('policy-error', describeThrown(error), error);
  }
}

function start(
  module: WebAssembly.Module,
  memory: WebAssembly.MemoryDescriptor,
): ReturnType<typeof LoadPolicySync> {
  try {
    return loadPolicySync(module, memory);
  } catch (error) {
    throw new SetupError([`policy.wasm: it does not start: ${describeThrown(error)}`], error);
  }
}

/**
 * The SDK's own built-ins are refused with those that nobody has: they run as unmetered JavaScript
 * (`sprintf` pads to any width, `regex.split` backtracks without end) and answer differently from
 * OPA's, so that tests of the policy would prove nothing.
 */
function refuseBuiltins(exports: PolicyExports, memory: Buffer): void {
  const names = Object.keys(
    JSON.parse(readText(memory, exports.opa_json_dump(exports.builtins()))) as object,
  );
  if (names.length === 0) return;
  throw new SetupError(
    names.toSorted().map((name) => `policy.wasm: it calls ${name}, which is not built into Wasm`),
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text at an address, up to the byte 0. Broken UTF-8 throws rather than changing a mask's path. */
function readText(memory: Buffer, address: number): string {
  const length = memory.indexOf(0, address) - address;
  if (length < 0 || length > MAX_ANSWER) {
    const text = `the answer has more than ${String(MAX_ANSWER)} bytes`;
    throw new PolicyFault('policy-invalid', text);
  }
  return utf8.decode(memory.subarray(address, address + length));
}

function tooLarge(data: ArrayBuffer, limits: PolicyLimits, why: string): SetupError {
  return new SetupError([
    `data.json: its ${String(data.byteLength)} bytes of JSON do not fit into policy.max_memory ` +
      `(${String(limits.maxMemory)} bytes; data needs about ${String(DATA_FACTOR)} times its size): ${why}`,
  ]);
}
