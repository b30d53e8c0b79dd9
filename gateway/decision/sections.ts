/** The sections of a WebAssembly module (core specification, section 5.5). */
import { SetupError } from '../errors.ts';
import { Cursor, encodeU32 } from './leb128.ts';

/** Identifiers of the sections that are looked at. */
export const SECTION = {
  custom: 0,
  import: 2,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** The identifiers that are known: none of threads, exceptions or a later version. */
const LAST_SECTION = 12;

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A section's identifier and its bytes, without size. */
export interface Section {
  id: number;
  content: Uint8Array;
}

/**
 * A module's sections in their order, without the custom ones: names and other remarks of the
 * compiler, some of which speak of offsets that metering moves.
 *
 * @throws SetupError where the bytes are not a module
 */
export function readSections(wasm: Uint8Array): Section[] {
  const module = new Cursor(wasm);
  for (const byte of HEADER) {
    if (module.byte() !== byte) {
      throw new SetupError(['policy.wasm: it is not a WebAssembly module of version 1']);
    }
  }
  const sections: Section[] = [];
  while (module.at < module.end) {
    const id = module.byte();
    if (id > LAST_SECTION) throw new SetupError([`policy.wasm: section ${String(id)} is unknown`]);
    const part = module.take(module.u32());
    if (id !== SECTION.custom) {
      sections.push({ id, content: part.bytes.subarray(part.at, part.end) });
    }
  }
  return sections;
}

/** The module of these sections. */
export function writeSections(sections: Section[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [Uint8Array.from(HEADER)];
  for (const { id, content } of sections) {
    parts.push(Uint8Array.from([id, ...encodeU32(content.length)]), content);
  }
  return concat(parts);
}

/** A vector section with one more entry behind those that it has. */
export function appendEntry(section: Section, entry: number[]): Section {
  const old = new Cursor(section.content);
  const count = old.u32();
  const content = concat([
    Uint8Array.from(encodeU32(count + 1)),
    section.content.subarray(old.at),
    Uint8Array.from(entry),
  ]);
  return { id: section.id, content };
}

/** An entry of the export section; `kind` is 0 for a function, 3 for a global. */
export function exportEntry(name: string, kind: number, index: number): number[] {
  const text = new TextEncoder().encode(name);
  return [...encodeU32(text.length), ...text, kind, ...encodeU32(index)];
}

/** These bytes one behind the other. */
export function concat(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
