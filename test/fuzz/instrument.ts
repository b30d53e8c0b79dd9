/** Puts counters into a WebAssembly module, so that it tells which of its blocks ran. */
import binaryen from 'assemblyscript/binaryen';

/** What the library has and its types have not. */
interface Parts {
  Function: { setBody(func: number, body: number): void };
  Loop: { setBody(loop: number, body: number): void };
  If: {
    setIfTrue(branch: number, part: number): void;
    setIfFalse(branch: number, part: number): void;
  };
  Block: {
    getNumChildren(block: number): number;
    getChildAt(block: number, at: number): number;
    insertChildAt(block: number, at: number, child: number): void;
  };
}

const { Function, Loop, If, Block } = binaryen as unknown as Parts;

/** The import that a covered module calls with the number of each block that it enters. */
export const COVER = { module: 'cover', name: 'enter' } as const;

/** The same module, calling `COVER` in each arm of a branch, each turn of a loop and each function. */
export function instrument(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.All);
  module.addFunctionImport(COVER.name, COVER.module, COVER.name, binaryen.i32, binaryen.none);
  const marker = new Marker(module);
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const info = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    // An import has no body.
    if (info.module !== '') continue;
    marker.look(info.body);
    const func = module.getFunctionByIndex(index);
    Function.setBody(func, marker.entered(info.body));
  }
  const bytes = module.emitBinary();
  module.dispose();
  return Uint8Array.from(bytes);
}

class Marker {
  readonly #module: binaryen.Module;
  #count = 0;

  constructor(module: binaryen.Module) {
    this.#module = module;
  }

  /** What counts and then is what it was. */
  entered(body: number): number {
    return this.#module.block(null, [this.#mark(), body], binaryen.auto);
  }

  /** Marks what branches in an expression. */
  look(expression: number): void {
    if (expression === 0) return;
    const info = binaryen.getExpressionInfo(expression);
    switch (info.id) {
      case binaryen.BlockId:
        this.#lookAtBlock(expression);
        break;
      case binaryen.LoopId: {
        const { body } = info as binaryen.LoopInfo;
        this.look(body);
        Loop.setBody(expression, this.entered(body));
        break;
      }
      case binaryen.IfId: {
        const { condition, ifTrue, ifFalse } = info as binaryen.IfInfo;
        for (const part of [condition, ifTrue, ifFalse]) this.look(part);
        If.setIfTrue(expression, this.entered(ifTrue));
        if (ifFalse !== 0) If.setIfFalse(expression, this.entered(ifFalse));
        break;
      }
      default:
        for (const part of partsOf(info)) this.look(part);
    }
  }

  /** A conditional branch out of a block leaves what comes after it. */
  #lookAtBlock(block: number): void {
    for (let at = 0; at < Block.getNumChildren(block); at += 1) {
      const child = Block.getChildAt(block, at);
      this.look(child);
      const info = binaryen.getExpressionInfo(child);
      if (info.id !== binaryen.BreakId || (info as binaryen.BreakInfo).condition === 0) continue;
      at += 1;
      Block.insertChildAt(block, at, this.#mark());
    }
  }

  #mark(): number {
    this.#count += 1;
    return this.#module.call(COVER.name, [this.#module.i32.const(this.#count)], binaryen.none);
  }
}

/** Expressions in others; of all kinds those in which the compiler puts branches. */
function partsOf(info: binaryen.ExpressionInfo): number[] {
  const {
    value,
    condition,
    left,
    right,
    operands = [],
  } = info as Partial<Record<'value' | 'condition' | 'left' | 'right', number>> & {
    operands?: number[];
  };
  return [value, condition, left, right, ...operands].filter((part) => part !== undefined);
}
