import { SetupError } from '../errors.ts';
import { meterModule } from './meter.ts';
import { type Split, splitModule } from './split-module.ts';

/** All that a policy's module may import: what the SDK gives it, without `opa_println`. */
const IMPORTS = new Set([
  'memory env.memory',
  'function env.opa_abort',
  'function env.opa_builtin0',
  'function env.opa_builtin1',
  'function env.opa_builtin2',
  'function env.opa_builtin3',
  'function env.opa_builtin4',
]);

/** What the SDK and `evaluate` use of a module. */
const EXPORTS = [
  'global opa_wasm_abi_version',
  'global opa_wasm_abi_minor_version',
  'function builtins',
  'function entrypoints',
  'function eval',
  'function opa_eval_ctx_get_result',
  'function opa_eval_ctx_new',
  'function opa_eval_ctx_set_data',
  'function opa_eval_ctx_set_entrypoint',
  'function opa_eval_ctx_set_input',
  'function opa_heap_ptr_get',
  'function opa_heap_ptr_set',
  'function opa_json_dump',
  'function opa_json_parse',
  'function opa_malloc',
];

/** A compiled module, and what belongs into its memory before it begins. */
export interface CompiledModule extends Pick<Split, 'segments'> {
  module: WebAssembly.Module;
  /** The same without a meter; see `compileWithLoader`. */
  loader?: WebAssembly.Module;
}

/**
 * A policy's module, metered, split and compiled.
 *
 * @throws SetupError where it cannot be metered, is not valid, imports anything but what a policy
 *   needs, or lacks a part of OPA's interface. `opa_println` is refused because the SDK writes what it
 *   is given to the gateway's standard output; an imported global because the meter would count in
 *   the wrong one.
 */
export async function compileModule(wasm: Uint8Array): Promise<CompiledModule> {
  const { wasm: rewritten, segments } = splitModule(meterModule(wasm));
  // The module as it came: in the rewritten one, an instruction of its own could reach the meter's global.
  if (!WebAssembly.validate(wasm)) {
    throw new SetupError(['policy.wasm: it is not a valid WebAssembly module']);
  }
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(rewritten);
  } catch (error) {
    throw new SetupError([`policy.wasm: ${(error as Error).message}`], error);
  }
  const exported = new Set(
    WebAssembly.Module.exports(module).map(({ kind, name }) => `${kind} ${name}`),
  );
  const faults = [
    ...WebAssembly.Module.imports(module)
      .map(({ kind, module, name }) => `${kind} ${module}.${name}`)
      .filter((name) => !IMPORTS.has(name))
      .map((name) => `policy.wasm: it imports the ${name}, which a policy may not use`),
    ...EXPORTS.filter((name) => !exported.has(name)).map(
      (name) => `policy.wasm: it does not export the ${name}; build it with \`opa build -t wasm\``,
    ),
  ];
  if (faults.length > 0) throw new SetupError(faults);
  return { module, segments };
}

/**
 * The same with a loader: the module without its meter, which loads data in two thirds of the time or less.
 * For a thread that somebody ends when it takes too long; what decides is metered all the same.
 *
 * @throws SetupError as `compileModule` does
 */
export async function compileWithLoader(wasm: Uint8Array): Promise<CompiledModule> {
  const compiled = await compileModule(wasm);
  return { ...compiled, loader: await WebAssembly.compile(splitModule(wasm).wasm) };
}
