import type { Replace } from '../contract.ts';
import { EMPTY } from './bytes.ts';
import { decodeName } from './masked-value.ts';
import type { Progress } from './progress.ts';
import type { Walker } from './walker.ts';
import {
  ESCAPED,
  FRAME_NAME,
  FRAME_NAME_ESCAPED,
  FRAME_NAME_LENGTH,
  FRAME_SIZE,
  FRAME_STATE,
  FRAMES,
  IN,
  KEPT,
  TOP,
} from './wasm/layout.ts';

/** Answers the walker of one body which states members and elements have. */
export class StateResolver {
  readonly #progress: Progress;
  readonly #replace: Replace;
  #walker: Walker | undefined;
  /** The chunk that is walked over. */
  protected chunk: Buffer = EMPTY;

  constructor(progress: Progress, replace: Replace) {
    this.#progress = progress;
    this.#replace = replace;
  }

  /** The next chunk, and the walker that will walk over it. */
  open(walker: Walker, chunk: Buffer): void {
    this.#walker = walker;
    this.chunk = chunk;
  }

  protected get walker(): Walker {
    return this.#walker!;
  }

  resolveName(pointer: number, start: number, end: number, escaped: number): number {
    const { tables, memory } = this.walker;
    const name = decodeName(memory.bytes, start, end, escaped !== 0);
    return tables.pointerOf(tables.stateAt(pointer).member(name), this.#replace);
  }

  resolveItem(pointer: number, index: number): number {
    const { tables } = this.walker;
    return tables.pointerOf(tables.stateAt(pointer).item(index), this.#replace);
  }

  resolveCutName(end: number): number {
    const { memory, tables } = this.walker;
    const top = memory.word(TOP);
    const name = this.#progress.endName(top, this.chunk, end - IN);
    const frame = FRAMES + top * FRAME_SIZE;
    const escaped = memory.word(ESCAPED);
    memory.setWord(frame + FRAME_NAME, KEPT);
    memory.setWord(frame + FRAME_NAME_LENGTH, name.length);
    memory.setWord(frame + FRAME_NAME_ESCAPED, escaped);
    const state = tables.stateAt(memory.word(frame + FRAME_STATE));
    const child = state.member(decodeName(name, 0, name.length, escaped !== 0));
    return tables.pointerOf(child, this.#replace);
  }
}
