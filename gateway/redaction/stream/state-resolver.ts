import type { State } from './automaton.ts';
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
  readonly #constantOf: (state: State) => Buffer;
  #walker: Walker | undefined;
  /** The chunk that is walked over. */
  protected chunk: Buffer = EMPTY;

  /** `constantOf` gives what stands instead of the values of a state that is constant. */
  constructor(progress: Progress, constantOf: (state: State) => Buffer) {
    this.#progress = progress;
    this.#constantOf = constantOf;
  }

  /** The next chunk, and the walker that will walk over it. */
  open(walker: Walker, chunk: Buffer): void {
    this.#walker = walker;
    this.chunk = chunk;
  }

  protected get walker(): Walker {
    return this.#walker!;
  }

  /** The walker's pointer to a state. */
  readonly pointerOf = (state: State): number =>
    this.walker.tables.pointerOf(state, this.#constantOf);

  resolveName(pointer: number, start: number, end: number, escaped: number): number {
    const { tables, memory } = this.walker;
    const name = decodeName(memory.bytes, start, end, escaped !== 0);
    return this.pointerOf(tables.stateAt(pointer).member(name));
  }

  resolveItem(pointer: number, index: number): number {
    return this.pointerOf(this.walker.tables.stateAt(pointer).item(index));
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
    return this.pointerOf(state.member(decodeName(name, 0, name.length, escaped !== 0)));
  }
}
