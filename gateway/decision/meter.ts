/**
 * Metering: a policy's module is rewritten so that it counts its own work and stops when it has done
 * too much. Wasm runs on the gateway's only thread, nothing can interrupt it from outside, and a
 * clock would make the answer depend on the machine's load; a count gives the same answer anywhere.
 *
 * One step is charged at each function's entry and at each turn of a loop. What lies between two
 * charges is straight code of the module, so the count bounds the time.
 */
import { SetupError } from '../errors.ts';
import { Cursor, encodeU32 } from './leb128.ts';
import { OP, readInstruction } from './opcodes.ts';
import {
  appendEntry,
  concat,
  exportEntry,
  readSections,
  SECTION,
  type Section,
  writeSections,
} from './sections.ts';

/** The export under which the metered module's steps are read and set: a mutable global, i32. */
export const STEPS = 'regent:steps';

/** 2^31 − 1 as signed LEB128. */
const MAX_I32 = [0xff, 0xff, 0xff, 0xff, 0x07];
const I32 = 0x7f;
const MUTABLE = 0x01;
const EMPTY_BLOCK = 0x40;
const GLOBAL_EXPORT = 0x03;

/**
 * The module with a meter in it. `regent:steps` counts down from 2^31 − 1, which is room for
 * start-up; below 0 the module traps (`unreachable`), and the global stays negative.
 *
 * @param wasm a module as `opa build -t wasm` makes it
 * @throws SetupError where the module is none, has an instruction that is not known, or brings a
 *   memory of its own, which no limit would cap
 *
 * Globals must not be imported, nor `regent:steps` exported already: `compileModule` sees to both.
 */
export function meterModule(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = readSections(wasm);
  if (sections.some((section) => section.id === SECTION.memory)) {
    throw new SetupError(['policy.wasm: it brings its own memory instead of importing it']);
  }
  const globals = find(sections, SECTION.global, 'globals');
  const exports = find(sections, SECTION.export, 'exports');
  const code = find(sections, SECTION.code, 'code');

  const steps = new Cursor(globals.content).u32();
  const metered = new Map<Section, Section>([
    [globals, appendEntry(globals, [I32, MUTABLE, OP.i32Const, ...MAX_I32, OP.end])],
    [exports, appendEntry(exports, exportEntry(STEPS, GLOBAL_EXPORT, steps))],
    [code, meterCode(code, chargeOf(steps))],
  ]);
  return writeSections(sections.map((section) => metered.get(section) ?? section));
}

/**
 * The instructions that charge one step to the global `steps`. It is taken first and looked at
 * afterwards: in this order V8 keeps the value in a register, which saves half of the meter's cost.
 */
function chargeOf(steps: number): Uint8Array {
  const global = encodeU32(steps);
  const takeOne = [OP.globalGet, ...global, OP.i32Const, 1, OP.i32Sub, OP.globalSet, ...global];
  const isNegative = [OP.globalGet, ...global, OP.i32Const, 0, OP.i32LtS];
  const stop = [OP.if, EMPTY_BLOCK, OP.unreachable, OP.end];
  return Uint8Array.from([...takeOne, ...isNegative, ...stop]);
}

function meterCode(section: Section, charge: Uint8Array): Section {
  const code = new Cursor(section.content);
  const count = code.u32();
  const parts: Uint8Array[] = [Uint8Array.from(encodeU32(count))];
  for (let done = 0; done < count; done += 1) {
    const body = meterBody(code.take(code.u32()), charge);
    parts.push(Uint8Array.from(encodeU32(body.length)), body);
  }
  if (code.at !== code.end) throw new SetupError(['policy.wasm: its code section is too long']);
  return { id: section.id, content: concat(parts) };
}

/** A function's locals and instructions with a charge in front and behind each `loop`. */
function meterBody(body: Cursor, charge: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let copied = body.at;
  const insertCharge = (): void => {
    parts.push(body.bytes.subarray(copied, body.at), charge);
    copied = body.at;
  };

  for (let groups = body.u32(); groups > 0; groups -= 1) {
    body.u32();
    body.skipNumber(33);
  }
  insertCharge();
  for (let depth = 1; depth > 0;) {
    const opcode = readInstruction(body);
    if (opcode === OP.block || opcode === OP.loop || opcode === OP.if) depth += 1;
    if (opcode === OP.loop) insertCharge();
    if (opcode === OP.end) depth -= 1;
  }
  if (body.at !== body.end) throw new SetupError(['policy.wasm: a function goes on after its end']);
  parts.push(body.bytes.subarray(copied, body.end));
  return concat(parts);
}

function find(sections: Section[], id: number, name: string): Section {
  const section = sections.find((section) => section.id === id);
  if (section === undefined) {
    throw new SetupError([`policy.wasm: it has no ${name}; build it with \`opa build -t wasm\``]);
  }
  return section;
}
