import { createHash } from 'node:crypto';
import { compileWithLoader, type CompiledModule } from '../decision/compile-module.ts';

/** Modules that are kept compiled: most bundles change the data alone, and some go back to the one before. */
const MODULES = 3;

/** As `compileWithLoader`, which is asked only for a module that was not asked for lately. */
export function createCompiler(): typeof compileWithLoader {
  const modules = new Map<string, CompiledModule>();
  return async (wasm) => {
    const digest = createHash('sha256').update(wasm).digest('hex');
    const compiled = modules.get(digest) ?? (await compileWithLoader(wasm));
    // At the end, for the one that was used longest ago to be the first.
    modules.delete(digest);
    modules.set(digest, compiled);
    if (modules.size > MODULES) modules.delete(modules.keys().next().value!);
    return compiled;
  };
}
