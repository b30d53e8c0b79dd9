import { createRequire } from 'node:module';
import type { LoadedPolicy as LoadedPolicyClass } from '@open-policy-agent/opa-wasm';
import { SetupError } from '../errors.ts';
import type { PolicyLimits } from '../types.ts';
import type { CompiledModule } from './compile-module.ts';
import { type Entrypoints, type PolicyExports, readText } from './engine.ts';
import { describeThrown } from './faults.ts';
import { instantiate } from './instantiate.ts';
import { STEPS } from './meter.ts';
import { BEGIN } from './split-module.ts';

// The SDK's types promise an ES module without default export, which is not what it has; its CommonJS
// module is what they describe.
const { LoadedPolicy } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  LoadedPolicy: typeof LoadedPolicyClass;
};

/**
 * A policy that decides wherever it is opened (see `openPolicy`): a module, and a memory in which it
 * has begun and the bundle's data is loaded. It may be sent to another thread; only one may use it.
 */
export interface PolicyImage {
  module: WebAssembly.Module;
  /** Shared, and of its full size. */
  memory: WebAssembly.Memory;
  /** What an evaluation may change below `heapStart`, as it was before the first: all in front of the data. */
  low: Uint8Array<ArrayBuffer>;
  entrypoints: Entrypoints;
  dataAddress: number;
  /** Where the memory of an evaluation starts: behind the data. */
  heapStart: number;
  /** Behind all that was written so far; undefined where an evaluation ended so that nobody knows. */
  reached: number | undefined;
}

/** The rule that decides, and the one that says who may approve. */
const ENTRYPOINT = 'regent/decision';
const APPROVERS = 'regent/approvers';
/** The version of OPA's Wasm interface; later ones of the same first number only add to it. */
const ABI = 1;

const PAGE = 65_536;
const MAX_STEPS = 2 ** 31 - 1;
/** Memory that must be left for evaluations, besides the data. */
const HEADROOM = 1_048_576;
/** How much larger data is in OPA's memory than as JSON, for the message. */
const DATA_FACTOR = 14;

/**
 * A memory for one policy. All of it at once: pages cost nothing until they are touched, but growing
 * the memory page by page as OPA's allocator does takes minutes for 38 MB of data, and most of an
 * evaluation's time.
 */
export function createMemory({ maxMemory }: Pick<PolicyLimits, 'maxMemory'>): WebAssembly.Memory {
  const pages = Math.floor(maxMemory / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/**
 * Begins a module in a memory of its own and loads the data there.
 *
 * @param data the data's JSON text in UTF-8
 * @param takeMemory gives an unused memory, empty as one that `createMemory` made with these limits
 * @throws SetupError where the module does not start, has no `regent/decision`, calls built-ins that
 *   Wasm has not, or where the data needs more memory than there is
 */
export function fillMemory(
  compiled: CompiledModule,
  data: Uint8Array,
  limits: PolicyLimits,
  takeMemory = () => createMemory(limits),
): PolicyImage {
  const { loaded, exports, memory, builtins } = begin(compiled, takeMemory);
  refuseBuiltins(builtins);

  const entrypoints = loaded.entrypoints as Record<string, number>;
  if (!Object.hasOwn(entrypoints, ENTRYPOINT)) {
    throw new SetupError([
      `policy.wasm: it has no entrypoint ${ENTRYPOINT}; build it with \`opa build -t wasm -e ${ENTRYPOINT}\``,
    ]);
  }
  if (!compiled.loader) exports[STEPS].value = MAX_STEPS;
  const baseHeap = loaded.baseHeapPtr as number;
  const begun = exports.opa_heap_ptr_get();
  let dataAddress: number;
  try {
    dataAddress = loadData(exports, memory, baseHeap, data);
  } catch (error) {
    throw tooLarge(data, limits, describeThrown(error));
  }
  const heapStart = exports.opa_heap_ptr_get();
  if (heapStart + HEADROOM > memory.buffer.byteLength)
    throw tooLarge(data, limits, 'no room is left');
  return {
    module: compiled.module,
    memory,
    low: Uint8Array.from(new Uint8Array(memory.buffer, 0, baseHeap)),
    entrypoints: {
      decision: entrypoints[ENTRYPOINT]!,
      ...(Object.hasOwn(entrypoints, APPROVERS) && { approvers: entrypoints[APPROVERS]! }),
    },
    dataAddress,
    heapStart,
    reached: Math.max(begun, heapStart),
  };
}

/** As the SDK does, which takes no text that is part of a buffer. */
function loadData(
  exports: PolicyExports,
  memory: WebAssembly.Memory,
  baseHeap: number,
  data: Uint8Array,
): number {
  exports.opa_heap_ptr_set(baseHeap);
  const text = exports.opa_malloc(data.length);
  new Uint8Array(memory.buffer).set(data, text);
  const address = exports.opa_json_parse(text, data.length);
  if (address === 0) throw new Error('OPA cannot parse it');
  return address;
}

interface Begun {
  loaded: LoadedPolicyClass;
  exports: PolicyExports;
  memory: WebAssembly.Memory;
  builtins: object;
}

function begin(
  { module, loader = module, segments }: CompiledModule,
  create: () => WebAssembly.Memory,
): Begun {
  try {
    const memory = create();
    const bytes = Buffer.from(memory.buffer);
    const instance = instantiate(loader, memory);
    const { exports } = instance;
    for (const segment of segments) bytes.set(segment.bytes, segment.address);
    exports[BEGIN]?.();
    const version = exports.opa_wasm_abi_version.value;
    if (version !== ABI) throw new Error(`it has version ${String(version)} of OPA's interface`);
    const builtins = readText(bytes, exports.opa_json_dump(exports.builtins()));
    const loaded = new LoadedPolicy(instance, memory, exports.opa_wasm_abi_minor_version.value);
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

function tooLarge(data: Uint8Array, limits: PolicyLimits, why: string): SetupError {
  return new SetupError([
    `data.json: its ${String(data.byteLength)} bytes of JSON do not fit into policy.max_memory ` +
      `(${String(limits.maxMemory)} bytes; data needs about ${String(DATA_FACTOR)} times its size): ${why}`,
  ]);
}
