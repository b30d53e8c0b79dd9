/** Writes small WebAssembly modules by hand, for what `opa build` never makes. */
import { encodeU32 } from '../../gateway/decision/leb128.ts';
import { type Section, writeSections } from '../../gateway/decision/sections.ts';

/** Value types. */
export const I32 = 0x7f;
export const I64 = 0x7e;

const text = (value: string): number[] => [...encodeU32(value.length), ...Buffer.from(value)];
const vector = (entries: number[][]): number[] => [...encodeU32(entries.length), ...entries.flat()];

/** A section of these entries. */
export function vectorSection(id: number, entries: number[][]): Section {
  return { id, content: Uint8Array.from(vector(entries)) };
}

/** The sections of a module; those of OPA's are there unless they are left out. */
export interface Parts {
  imports?: number[][];
  memory?: boolean;
  /** Names under which global 0, a mutable i32, is exported besides `run`. */
  exportGlobal?: string[];
  /** The body of `run: i32 -> i32`, with its last `end`. */
  body: number[];
  /** Locals of i32 besides the parameter. */
  locals?: number;
  more?: Section[];
}

/** An imported `env.<name>`: 0 function of type 0, 3 global. */
export function importOf(name: string, kind: 'function' | 'global'): number[] {
  return [...text('env'), ...text(name), ...(kind === 'function' ? [0, 0] : [3, I32, 0])];
}

/** A module that imports `env.memory`, has the global 0 and exports `run: i32 -> i32`. */
export function writeModule(parts: Parts): Uint8Array<ArrayBuffer> {
  const imports = [[...text('env'), ...text('memory'), 2, 0, 1], ...(parts.imports ?? [])];
  const functions = (parts.imports ?? []).filter((entry) => entry.at(-2) === 0).length;
  const names = parts.exportGlobal ?? [];
  const locals = parts.locals === undefined ? [0] : [1, ...encodeU32(parts.locals), I32];
  const body = [...locals, ...parts.body];
  return writeSections([
    vectorSection(1, [[0x60, 1, I32, 1, I32]]),
    vectorSection(2, imports),
    vectorSection(3, [[0]]),
    vectorSection(4, [[0x70, 0, 1]]),
    ...(parts.memory === true ? [vectorSection(5, [[0, 1]])] : []),
    vectorSection(6, [[I32, 1, 0x41, 0, 0x0b]]),
    vectorSection(7, [
      [...text('run'), 0, functions],
      ...names.map((name) => text(name).concat(3, 0)),
    ]),
    vectorSection(10, [[...encodeU32(body.length), ...body]]),
    ...(parts.more ?? []),
  ]);
}
