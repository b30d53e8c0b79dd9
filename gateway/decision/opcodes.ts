/**
 * The instructions that the meter knows, each with what follows its opcode (WebAssembly core
 * specification 2.0, section 5.4). The table is closed: an instruction that is not in it refuses the
 * module, so that none runs unmetered.
 */
import { SetupError } from '../errors.ts';
import type { Cursor } from './leb128.ts';

/** Opcodes that the meter treats specially. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i32LtS: 0x48,
  i32Sub: 0x6b,
} as const;

/** Moves a cursor from behind an opcode to behind its immediates. */
type Immediates = (code: Cursor) => void;

const none: Immediates = () => undefined;
const index: Immediates = (code) => void code.u32();
const twoIndexes: Immediates = (code) => {
  code.u32();
  code.u32();
};
// A type index, a value type or "empty": all are one signed number of 33 bits.
const blockType: Immediates = (code) => code.skipNumber(33);
const memoryArgument: Immediates = (code) => {
  // Bit 6 announces the index of a second memory: none is allowed.
  if (code.u32() >= 64) throw new SetupError(['policy.wasm: it uses more than one memory']);
  code.u32();
};
const branchTable: Immediates = (code) => {
  for (let rest = code.u32() + 1; rest > 0; rest -= 1) code.u32();
};
const typeList: Immediates = (code) => code.skip(code.u32());

const ONE_BYTE = new Map<number, Immediates>();
add(0x00, 0x01, none); // unreachable, nop
add(0x02, 0x04, blockType); // block, loop, if
add(0x05, 0x05, none); // else
add(0x0b, 0x0b, none); // end
add(0x0c, 0x0d, index); // br, br_if
add(0x0e, 0x0e, branchTable);
add(0x0f, 0x0f, none); // return
add(0x10, 0x10, index); // call
add(0x11, 0x11, twoIndexes); // call_indirect
add(0x1a, 0x1b, none); // drop, select
add(0x1c, 0x1c, typeList); // select with types
add(0x20, 0x26, index); // local, global and table access
add(0x28, 0x3e, memoryArgument); // loads and stores
add(0x3f, 0x40, index); // memory.size, memory.grow
add(0x41, 0x41, (code) => code.skipNumber(32)); // i32.const
add(0x42, 0x42, (code) => code.skipNumber(64)); // i64.const
add(0x43, 0x43, (code) => code.skip(4)); // f32.const
add(0x44, 0x44, (code) => code.skip(8)); // f64.const
add(0x45, 0xc4, none); // comparisons, arithmetic, conversions, sign extension
add(0xd0, 0xd0, (code) => code.skipNumber(33)); // ref.null
add(0xd1, 0xd1, none); // ref.is_null
add(0xd2, 0xd2, index); // ref.func

function add(first: number, last: number, immediates: Immediates): void {
  for (let opcode = first; opcode <= last; opcode += 1) ONE_BYTE.set(opcode, immediates);
}

/** Why an opcode is not in the table, for the message. */
const FAMILIES: [first: number, last: number, name: string][] = [
  [0x06, 0x0a, 'exceptions'],
  [0x12, 0x15, 'tail calls and typed references'],
  [0x18, 0x19, 'exceptions'],
  [0x1f, 0x1f, 'exceptions'],
  [0xfb, 0xfb, 'garbage collection'],
  [0xfd, 0xfd, 'SIMD'],
  [0xfe, 0xfe, 'threads'],
];

/** The 0xFC instructions: saturating truncation works on one value, the others on whole ranges. */
const LAST_TRUNCATION = 7;

/**
 * Reads one instruction.
 *
 * @returns its opcode
 * @throws SetupError for an instruction that is not in the table, naming the opcode
 */
export function readInstruction(code: Cursor): number {
  const opcode = code.byte();
  if (opcode === 0xfc) {
    const sub = code.u32();
    if (sub > LAST_TRUNCATION) throw unknown(`0xfc ${String(sub)}`, 'bulk memory and tables');
    return opcode;
  }
  const immediates = ONE_BYTE.get(opcode);
  if (immediates === undefined) {
    const family = FAMILIES.find(([first, last]) => opcode >= first && opcode <= last);
    throw unknown(`0x${opcode.toString(16)}`, family?.[2]);
  }
  immediates(code);
  return opcode;
}

function unknown(opcode: string, family?: string): SetupError {
  const what = family === undefined ? opcode : `${opcode} (${family})`;
  return new SetupError([
    `policy.wasm: the instruction ${what} cannot be metered; build the bundle with \`opa build -t wasm\``,
  ]);
}
