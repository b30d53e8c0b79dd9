import { createHash } from 'node:crypto';
import { compileModule, type CompiledModule } from '../decision/compile-module.ts';
import { createMemory } from '../decision/fill-memory.ts';
import type { ImageAids } from '../decision/policy.ts';
import type { PolicyLimits } from '../types.ts';

/** Modules that are kept compiled: most bundles change the data alone, and some go back to the one before. */
const MODULES = 3;
/** Bytes of the spare memory that are touched beforehand, at most. */
const TOUCHED = 32 * 1024 * 1024;

/** What a thread has ready for the next bundle. */
export interface Aids {
  /** Of use for one bundle. */
  take(): ImageAids;
  /** To be called while nothing waits: makes the next memory ready for as many bytes. */
  renew(bytes: number): void;
}

/** Makes them. */
export function createAids(limits: PolicyLimits): Aids {
  const modules = new Map<string, CompiledModule>();
  let spare: WebAssembly.Memory | undefined;

  const compile = async (wasm: Uint8Array): Promise<CompiledModule> => {
    const digest = createHash('sha256').update(wasm).digest('hex');
    const compiled = modules.get(digest) ?? (await compileModule(wasm));
    // At the end, for the one that was used longest ago to be the first.
    modules.delete(digest);
    modules.set(digest, compiled);
    if (modules.size > MODULES) modules.delete(modules.keys().next().value!);
    return compiled;
  };

  return {
    take() {
      const memory = spare;
      spare = undefined;
      return { compile, ...(memory && { memory }) };
    },
    renew(bytes) {
      if (spare) return;
      try {
        spare = createMemory(limits);
        // A page that is written to for the first time costs a microsecond or more: a third of all
        // that loading data takes.
        new Uint8Array(spare.buffer).fill(0, 0, Math.min(bytes, TOUCHED, spare.buffer.byteLength));
      } catch {
        // Then the next bundle says so, or there is room by then.
        spare = undefined;
      }
    },
  };
}
