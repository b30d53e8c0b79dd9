import { readFileSync } from 'node:fs';

/** What the walker asks its host; `wasm/host.ts` says of what. */
export interface WalkerImports {
  resolveName(state: number, start: number, end: number, escaped: number): number;
  resolveItem(state: number, index: number): number;
  resolveCutName(end: number): number;
  named(length: number, at: number): void;
  begin(at: number): number;
  ended(at: number): void;
  closing(at: number): void;
  located(mask: number): void;
  flush(): void;
}

/** What the walker can be asked. */
export interface WalkerExports {
  readonly memory: WebAssembly.Memory;
  /** Takes the chunk that stands in memory: a code of `wasm/layout.ts`. */
  walk(): number;
  /** Lets the chunk's bytes before `to` leave, but for those that have been dealt with. */
  leave(to: number): void;
  /** Makes all zero that the body has left behind; of what left, the bytes before `end`. */
  wipe(end: number): void;
  /** Whether the text may end with the number that the last chunk's end cut. */
  mayEndNumber(): number;
}

/** The build of `wasm/walk.ts`: `npm run walker` makes it. */
export const WALKER_FILE = new URL('wasm/walk.wasm', import.meta.url);

const module = new WebAssembly.Module(readFileSync(WALKER_FILE));

/** Makes a walker with a memory of its own. */
export function instantiateWalker(imports: WalkerImports): WalkerExports {
  const { exports } = new WebAssembly.Instance(module, { host: { ...imports } });
  return exports as unknown as WalkerExports;
}
