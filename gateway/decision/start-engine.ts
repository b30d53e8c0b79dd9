import { createRequire } from 'node:module';
import type { loadPolicySync as LoadPolicySync } from '@open-policy-agent/opa-wasm';
import { SetupError } from '../errors.ts';
import type { PolicyLimits } from '../types.ts';
import { type Engine, type PolicyExports, readText } from './engine.ts';
import { describeThrown } from './faults.ts';
import { STEPS } from './meter.ts';

// The SDK's types promise an ES module without default export, which is not what it has; its CommonJS
// module is what they describe.
const { loadPolicySync } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicySync: typeof LoadPolicySync;
};

/** The rule that decides. */
const ENTRYPOINT = 'regent/decision';

const PAGE = 65_536;
const MAX_STEPS = 2 ** 31 - 1;
/** Memory that must be left for evaluations, besides the data. */
const HEADROOM = 1_048_576;
/** How much larger data is in OPA's memory than as JSON, for the message. */
const DATA_FACTOR = 14;

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
  const { loaded, exports, memory, builtins } = start(module, pages);
  refuseBuiltins(builtins);

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

function start(
  module: WebAssembly.Module,
  pages: number,
): {
  loaded: ReturnType<typeof LoadPolicySync>;
  exports: PolicyExports;
  memory: Buffer;
  builtins: object;
} {
  try {
    const loaded = loadPolicySync(module, { initial: pages, maximum: pages });
    const instance = loaded.wasmInstance as WebAssembly.Instance;
    const exports = instance.exports as unknown as PolicyExports;
    const memory = Buffer.from(loaded.mem.buffer);
    const builtins = readText(memory, exports.opa_json_dump(exports.builtins()));
    return { loaded, exports, memory, builtins: JSON.parse(builtins) as object };
  } catch (error) {
    throw new SetupError([`policy.wasm: it does not start: ${describeThrown(error)}`], error);
  }
}

/**
 * The SDK's own built-ins are refused with those that nobody has: they run as unmetered JavaScript
 * (`sprintf` pads to any width, `regex.split` backtracks without end) and answer differently from
 * OPA's, so that tests of the policy would prove nothing.
 */
function refuseBuiltins(builtins: object): void {
  const names = Object.keys(builtins).toSorted();
  if (names.length === 0) return;
  throw new SetupError(
    names.map((name) => `policy.wasm: it calls ${name}, which is not built into Wasm`),
  );
}

function tooLarge(data: ArrayBuffer, limits: PolicyLimits, why: string): SetupError {
  return new SetupError([
    `data.json: its ${String(data.byteLength)} bytes of JSON do not fit into policy.max_memory ` +
      `(${String(limits.maxMemory)} bytes; data needs about ${String(DATA_FACTOR)} times its size): ${why}`,
  ]);
}
