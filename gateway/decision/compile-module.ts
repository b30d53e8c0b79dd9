import { SetupError } from '../errors.ts';
import { meterModule } from './meter.ts';

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

/**
 * A policy's module, metered and compiled.
 *
 * @throws SetupError where it cannot be metered, is not valid, or imports anything but what a policy
 *   needs. `opa_println` is refused because the SDK writes what it is given to the gateway's standard
 *   output; an imported global because the meter would count in the wrong one.
 */
export async function compileModule(wasm: Uint8Array): Promise<WebAssembly.Module> {
  const metered = meterModule(wasm);
  let module: WebAssembly.Module;
  try {
    // V8 checks the whole module again, so a fault of the meter cannot go unseen, nor an export
    // that stands twice.
    module = await WebAssembly.compile(metered);
  } catch (error) {
    throw new SetupError([`policy.wasm: ${(error as Error).message}`], error);
  }
  const faults = WebAssembly.Module.imports(module)
    .map(({ kind, module, name }) => `${kind} ${module}.${name}`)
    .filter((name) => !IMPORTS.has(name))
    .map((name) => `policy.wasm: it imports the ${name}, which a policy may not use`);
  if (faults.length > 0) throw new SetupError(faults);
  return module;
}
