import { type PolicyExports, readText } from './engine.ts';

/**
 * An instance of a policy's module on a memory. Making it runs none of the module's code and changes
 * nothing in the memory.
 */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): WebAssembly.Instance & { exports: PolicyExports } {
  const bytes = Buffer.from(memory.buffer);
  const builtin = (): never => {
    throw new Error('it calls a built-in that is not built into Wasm');
  };
  return new WebAssembly.Instance(module, {
    env: {
      memory,
      opa_abort: (address: number): never => {
        throw new Error(readText(bytes, address));
      },
      opa_builtin0: builtin,
      opa_builtin1: builtin,
      opa_builtin2: builtin,
      opa_builtin3: builtin,
      opa_builtin4: builtin,
    },
  }) as WebAssembly.Instance & { exports: PolicyExports };
}
