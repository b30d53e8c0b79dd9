/**
 * Has the walker tell what of it runs; to be imported before whatever instantiates it. V8's block
 * coverage knows nothing of WebAssembly.
 */
import { COVER, instrument } from './instrument.ts';

/** How often each block was entered since it was asked last, by number. */
export const entered = new Map<number, number>();

const { Module, Instance } = WebAssembly;

WebAssembly.Module = class extends Module {
  constructor(bytes: Uint8Array) {
    super(instrument(bytes));
  }
};

WebAssembly.Instance = class extends Instance {
  constructor(module: WebAssembly.Module, imports: Record<string, Record<string, unknown>> = {}) {
    const enter = (block: number): void => {
      entered.set(block, (entered.get(block) ?? 0) + 1);
    };
    super(module, { ...imports, [COVER.module]: { [COVER.name]: enter } });
  }
};
