import type { State } from './automaton.ts';
import { EMPTY, OPEN_ARRAY, OPEN_OBJECT } from './bytes.ts';
import { Capture } from './capture.ts';
import type { MaskPlan } from './compile-masks.ts';
import type { HitCounter } from './hit-counter.ts';
import type { JsonMaskerOptions } from './masker.ts';
import { writePath, type Step } from './normalized-path.ts';
import { Outflow } from './outflow.ts';
import type { Progress } from './progress.ts';
import { StateResolver } from './state-resolver.ts';
import { ValueMasker } from './value-masker.ts';
import type { Walker, WalkerHost } from './walker.ts';
import {
  CHILD,
  FRAME_IS_ARRAY,
  FRAME_SIZE,
  FRAME_STATE,
  FRAMES,
  HOST,
  IN,
  IN_MASKED,
  IS_OPEN,
  TOLD,
  TOP,
} from './wasm/layout.ts';
import { locationOf } from './where.ts';

/** No value is being masked. */
const NONE = -1;

/** Answers the walker of one body what is done with values that are not simple to mask. */
export class MaskingHost extends StateResolver implements WalkerHost {
  readonly #locate: () => Step[];
  readonly #counter: HitCounter;
  readonly #outflow: Outflow;
  readonly #values: ValueMasker;
  /** A value that is masked as it is. */
  readonly #masked: Capture;
  /** A value that must be known whole before it is known what is masked in it. */
  readonly #part: Capture;
  /** How many containers are around the value that is masked; what stands in it is only counted. */
  #maskedIn = NONE;
  #maskedState: State;
  #partIn = NONE;
  #partState: State;

  constructor(plan: MaskPlan, options: JsonMaskerOptions, progress: Progress, counter: HitCounter) {
    const { bufferLimit } = options;
    const locate = (): Step[] => locationOf(this.walker, progress);
    const values = new ValueMasker(plan, options, counter, locate);
    super(progress, values.constantOf);
    this.#counter = counter;
    this.#outflow = new Outflow(bufferLimit);
    this.#values = values;
    this.#locate = locate;
    this.#masked = new Capture(bufferLimit);
    this.#part = new Capture(bufferLimit);
    this.#maskedState = plan.start;
    this.#partState = plan.start;
  }

  /** The next chunk, and the walker that will walk over it. */
  override open(walker: Walker, chunk: Buffer): void {
    super.open(walker, chunk);
    this.#outflow.open(walker, chunk);
  }

  /** The chunk was walked over. What of it leaves. */
  carry(chunk: Buffer): Buffer {
    const isMasking = this.walker.memory.word(IS_OPEN) !== 0 || this.#maskedIn !== NONE;
    const leaving = this.#outflow.carry(isMasking || this.#partIn !== NONE);
    if (this.#masked.isOpen) this.#masked.carry(chunk);
    if (this.#part.isOpen) this.#part.carry(chunk);
    this.chunk = EMPTY;
    return leaving;
  }

  /** The text ends with a number. What of it leaves. */
  end(): Buffer {
    const walker = this.walker;
    if (walker.memory.word(TOLD) === HOST) this.ended(IN);
    return walker.take();
  }

  named(length: number, at: number): void {
    this.#outflow.markPart(at - IN, length + 2);
  }

  begin(place: number): number {
    const at = place - IN;
    const { memory } = this.walker;
    const frame = FRAMES + this.#top * FRAME_SIZE;
    if (memory.word(frame + FRAME_IS_ARRAY) !== 0) this.#outflow.markPart(at, 0);
    const state = this.walker.tables.stateAt(memory.word(CHILD));
    const byte = this.chunk[at]!;
    const isContainer = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    if (!state.isDead && (isContainer || !state.isWayOnly)) {
      return this.#beginFollowed(at, byte, state) ? 1 : 0;
    }
    this.#outflow.stay(at);
    return 0;
  }

  ended(place: number): void {
    const at = place - IN;
    const top = this.#top;
    if (this.#partIn === top) this.#endPart(at);
    if (this.#maskedIn === top) {
      if (this.#masked.isOpen) {
        const value = this.#masked.close(this.chunk, at);
        this.#outflow.append(this.#values.mask(value, this.#maskedState));
      }
      this.#setMaskedIn(NONE);
      this.#outflow.skip(at);
    }
    if (this.#isWatched(top) && this.#maskedIn === NONE) this.#outflow.holdFrom(at);
  }

  closing(place: number): void {
    this.#outflow.close(place - IN);
  }

  located(mask: number): void {
    const isWanted = this.#counter.locate(mask, () => writePath(this.#locate()));
    if (!isWanted) this.#counter.stopLocating(this.walker, mask);
  }

  /** A value begins that masks select, or within which they go on. Whether it is followed. */
  #beginFollowed(at: number, byte: number, state: State): boolean {
    if (state.needsWhole || (state.needsWholeArray && byte === OPEN_ARRAY)) {
      if (this.#maskedIn === NONE) this.#outflow.pause(at);
      this.#partIn = this.#top;
      this.#partState = state;
      this.#part.open(at);
      return false;
    }
    if (state.isSelected) this.#values.countSelected(state, this.#maskedIn !== NONE);
    if (this.#maskedIn === NONE) this.#beginMasked(at, byte, state);
    const goesOn =
      byte === OPEN_OBJECT ? state.goesIntoObject : byte === OPEN_ARRAY && state.goesIntoArray;
    if (goesOn && state.mayRemove && this.#maskedIn === NONE) this.#outflow.holdFrom(at + 1);
    return goesOn;
  }

  #beginMasked(at: number, byte: number, state: State): void {
    if (state.isRemoved) {
      this.#setMaskedIn(this.#top);
      this.#outflow.remove(at);
      return;
    }
    this.#outflow.stay(at);
    const isContainer = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    if (!state.isSelected && (state.looks.length === 0 || isContainer)) return;
    this.#setMaskedIn(this.#top);
    this.#outflow.leave(at);
    if (state.isConstant) {
      this.#outflow.append(this.#values.constantOf(state));
    } else {
      this.#maskedState = state;
      this.#masked.open(at);
    }
  }

  #endPart(at: number): void {
    this.#partIn = NONE;
    const text = this.#part.close(this.chunk, at);
    const masked = this.#values.maskPart(text, this.#partState, this.#maskedIn !== NONE);
    if (this.#maskedIn !== NONE) return;
    if (masked === 'remove') {
      this.#outflow.remove(at);
    } else {
      this.#outflow.stay(at);
      this.#outflow.append(masked);
    }
    this.#outflow.skip(at);
  }

  #setMaskedIn(top: number): void {
    this.#maskedIn = top;
    this.walker.memory.setWord(IN_MASKED, top === NONE ? 0 : 1);
  }

  get #top(): number {
    return this.walker.memory.word(TOP);
  }

  /** Whether what stands right in a container may be removed. */
  #isWatched(top: number): boolean {
    const { memory, tables } = this.walker;
    if (top === 0) return false;
    return tables.stateAt(memory.word(FRAMES + top * FRAME_SIZE + FRAME_STATE)).mayRemove;
  }
}
