import { EMPTY, OPEN_ARRAY, OPEN_OBJECT } from './bytes.ts';
import type { MaskPlan } from './compile-masks.ts';
import { constantText } from './constant-text.ts';
import type { HitCounter } from './hit-counter.ts';
import type { JsonMaskerOptions } from './masker-options.ts';
import { OpenValue } from './open-value.ts';
import { Outflow } from './outflow.ts';
import type { Progress } from './progress.ts';
import type { State } from './state.ts';
import { ValueMasker } from './value-masker.ts';
import type { Walker } from './walker.ts';
import {
  CHILD,
  FRAME_IS_ARRAY,
  FRAME_SIZE,
  FRAME_STATE,
  FRAMES,
  IN,
  IN_MASKED,
  IS_OPEN,
  TOP,
} from './wasm/layout.ts';
import { locationOf } from './where.ts';

/** Does with the values of one body what is not simple to do. Places are in the walker's memory. */
export class MaskingHost {
  readonly #options: JsonMaskerOptions;
  readonly #outflow: Outflow;
  readonly #values: ValueMasker;
  /** A value that is masked as it is; what stands in it is only counted. */
  readonly #masked: OpenValue;
  /** A value that must be known whole before it is known what is masked in it. */
  readonly #part: OpenValue;
  #walker: Walker | undefined;
  /** The chunk that is walked over. */
  #chunk: Buffer = EMPTY;

  constructor(plan: MaskPlan, options: JsonMaskerOptions, progress: Progress, counter: HitCounter) {
    const { bufferLimit } = options;
    this.#options = options;
    this.#outflow = new Outflow(bufferLimit);
    this.#values = new ValueMasker(plan, options, counter, () =>
      locationOf(this.#walker!, progress),
    );
    this.#masked = new OpenValue(bufferLimit);
    this.#part = new OpenValue(bufferLimit);
  }

  /** The next chunk, and the walker that walks over it. */
  open(walker: Walker, chunk: Buffer): void {
    this.#walker = walker;
    this.#chunk = chunk;
    this.#outflow.open(walker, chunk);
  }

  /** The chunk was walked over. What of it leaves. */
  carry(): Buffer {
    const isMasking = this.#walker!.memory.word(IS_OPEN) !== 0 || this.#masked.isOpen;
    const leaving = this.#outflow.carry(isMasking || this.#part.isOpen);
    this.#masked.carry(this.#chunk);
    this.#part.carry(this.#chunk);
    this.#chunk = EMPTY;
    return leaving;
  }

  /** A member of a container that is watched was named; `place` is behind the name. */
  named(length: number, place: number): void {
    this.#outflow.markPart(place - IN, length + 2);
  }

  /** A value begins. Whether it is followed, if it is a container. */
  begin(place: number): boolean {
    const at = place - IN;
    const { memory } = this.#walker!;
    const frame = FRAMES + this.#top * FRAME_SIZE;
    if (memory.word(frame + FRAME_IS_ARRAY) !== 0) this.#outflow.markPart(at, 0);
    const state = this.#walker!.tables.stateAt(memory.word(CHILD));
    const byte = this.#chunk[at]!;
    const isContainer = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    if (!state.isDead && (isContainer || !state.isWayOnly)) {
      return this.#beginFollowed(at, byte, state);
    }
    this.#outflow.stay(at);
    return false;
  }

  /** The value has ended before `place`. */
  ended(place: number): void {
    const at = place - IN;
    const top = this.#top;
    if (this.#part.isIn(top)) this.#endPart(at);
    if (this.#masked.isIn(top)) this.#endMasked(at);
    if (this.#isWatched(top) && !this.#masked.isOpen) this.#outflow.holdFrom(at);
  }

  /** A container that is watched closes. */
  closing(place: number): void {
    this.#outflow.close(place - IN);
  }

  /** A value begins that masks select, or within which they go on. Whether it is followed. */
  #beginFollowed(at: number, byte: number, state: State): boolean {
    const isWithinMasked = this.#masked.isOpen;
    if (state.needsWhole || (state.needsWholeArray && byte === OPEN_ARRAY)) {
      if (!isWithinMasked) this.#outflow.pause(at);
      this.#part.begin(this.#top);
      this.#part.gather(at, state);
      return false;
    }
    if (state.isSelected) this.#values.countSelected(state, isWithinMasked);
    if (!isWithinMasked) this.#beginMasked(at, byte, state);
    const goesOn =
      byte === OPEN_OBJECT ? state.goesIntoObject : byte === OPEN_ARRAY && state.goesIntoArray;
    if (goesOn && state.mayRemove && !this.#masked.isOpen) this.#outflow.holdFrom(at + 1);
    return goesOn;
  }

  #beginMasked(at: number, byte: number, state: State): void {
    if (state.isRemoved) {
      this.#openMasked();
      this.#outflow.remove(at);
      return;
    }
    this.#outflow.stay(at);
    const isContainer = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    if (!state.isSelected && (state.looks.length === 0 || isContainer)) return;
    this.#openMasked();
    this.#outflow.leave(at);
    if (state.isConstant) this.#outflow.append(constantText(state, this.#options.replace));
    else this.#masked.gather(at, state);
  }

  #openMasked(): void {
    this.#masked.begin(this.#top);
    this.#walker!.memory.setWord(IN_MASKED, 1);
  }

  #endMasked(at: number): void {
    const gathered = this.#masked.close(this.#chunk, at);
    if (gathered) this.#outflow.append(this.#values.mask(gathered.text, gathered.state));
    this.#walker!.memory.setWord(IN_MASKED, 0);
    this.#outflow.skip(at);
  }

  #endPart(at: number): void {
    const { text, state } = this.#part.close(this.#chunk, at)!;
    const masked = this.#values.maskPart(text, state, this.#masked.isOpen);
    if (this.#masked.isOpen) return;
    if (masked === 'remove') {
      this.#outflow.remove(at);
    } else {
      this.#outflow.stay(at);
      this.#outflow.append(masked);
    }
    this.#outflow.skip(at);
  }

  get #top(): number {
    return this.#walker!.memory.word(TOP);
  }

  /** Whether what stands right in a container may be removed. */
  #isWatched(top: number): boolean {
    const { memory, tables } = this.#walker!;
    if (top === 0) return false;
    return tables.stateAt(memory.word(FRAMES + top * FRAME_SIZE + FRAME_STATE)).mayRemove;
  }
}
