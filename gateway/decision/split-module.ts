/**
 * Splitting: a policy's module is rewritten so that making an instance of it changes nothing in its
 * memory, and so that the memory may be shared between threads. What the module would have put there,
 * and the function that it would have run, are given separately. So one thread can fill a memory, and
 * another can use it, or use it again after a fault, without loading anything.
 */
import { SetupError } from '../errors.ts';
import { Cursor, encodeU32 } from './leb128.ts';
import { OP } from './opcodes.ts';
import {
  appendEntry,
  concat,
  exportEntry,
  readSections,
  SECTION,
  type Section,
  writeSections,
} from './sections.ts';

/** The export under which the function that the module began with is called, where it has one. */
export const BEGIN = 'regent:begin';

/** Bytes that belong into the memory before the module begins. */
export interface Segment {
  address: number;
  bytes: Uint8Array;
}

/** A module that changes nothing when an instance of it is made, and what has been taken out of it. */
export interface Split {
  wasm: Uint8Array<ArrayBuffer>;
  segments: Segment[];
}

/** The most that 32-bit addresses reach, in pages; a shared memory must state a most. */
const MAX_PAGES = 65_536;
const MEMORY = 2;
const LIMITS = { open: 0x00, bounded: 0x01, shared: 0x03 } as const;
const FUNCTION_EXPORT = 0x00;
/** A segment that is put into memory 0 when an instance is made. */
const ACTIVE = 0;

/** @throws SetupError where it has data that is put into its memory in a way that is not known */
export function splitModule(wasm: Uint8Array): Split {
  const sections = readSections(wasm);
  const start = sections.find(({ id }) => id === SECTION.start);
  const data = sections.find(({ id }) => id === SECTION.data);
  const begin = start && exportEntry(BEGIN, FUNCTION_EXPORT, new Cursor(start.content).u32());
  const kept = sections
    .filter(({ id }) => id !== SECTION.start && id !== SECTION.data && id !== SECTION.dataCount)
    .map((section) => {
      if (section.id === SECTION.import) return shareMemory(section);
      return section.id === SECTION.export && begin ? appendEntry(section, begin) : section;
    });
  return { wasm: writeSections(kept), segments: data === undefined ? [] : readSegments(data) };
}

/** Marks each imported memory as shared (threads proposal, section 5.3.5). */
function shareMemory(section: Section): Section {
  const imports = new Cursor(section.content);
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (let count = imports.u32(); count > 0; count -= 1) {
    imports.skip(imports.u32());
    imports.skip(imports.u32());
    const kind = imports.byte();
    if (kind !== MEMORY) {
      skipType(imports, kind);
      continue;
    }
    parts.push(section.content.subarray(copied, imports.at));
    parts.push(Uint8Array.from(sharedLimits(imports)));
    copied = imports.at;
  }
  return { id: section.id, content: concat([...parts, section.content.subarray(copied)]) };
}

function sharedLimits(imports: Cursor): number[] {
  const flag = imports.byte();
  const least = imports.u32();
  if (flag === LIMITS.open) return limitsOf(least, MAX_PAGES);
  if (flag === LIMITS.bounded) return limitsOf(least, imports.u32());
  throw new SetupError(['policy.wasm: its memory is of a kind that is not known']);
}

function limitsOf(least: number, most: number): number[] {
  return [LIMITS.shared, ...encodeU32(least), ...encodeU32(most)];
}

/** Moves on over the type of an import that is a function, a table or a global. */
function skipType(imports: Cursor, kind: number): void {
  if (kind === 0) imports.u32();
  else if (kind === 3) imports.skip(2);
  else throw new SetupError(['policy.wasm: it imports what a policy may not use']);
}

function readSegments(section: Section): Segment[] {
  const data = new Cursor(section.content);
  const segments: Segment[] = [];
  for (let count = data.u32(); count > 0; count -= 1) {
    if (data.u32() !== ACTIVE || data.byte() !== OP.i32Const) throw unknownSegment();
    const address = data.i32() >>> 0;
    if (data.byte() !== OP.end) throw unknownSegment();
    const bytes = data.take(data.u32());
    segments.push({ address, bytes: bytes.bytes.subarray(bytes.at, bytes.end) });
  }
  return segments;
}

function unknownSegment(): SetupError {
  return new SetupError(['policy.wasm: it has data of a kind that is not known']);
}
