import type { State } from './automaton.ts';
import { copyOf, EMPTY } from './bytes.ts';
import type { Guess } from './guess.ts';
import { decodeName } from './masked-value.ts';
import type { Step } from './normalized-path.ts';

/** An open container that is followed, and where in it the masker is. */
export class Frame {
  state: State;
  isArray = false;
  /** Whether a member or element may be removed. */
  mayRemove = false;
  /** Of the element. */
  index = -1;
  /** Whether no member or element has begun. Told only where one may be removed. */
  isEmpty = true;
  /** Whether one stayed. Told only where one may be removed. */
  hasKept = false;
  /** From where to guess the next name, once the open value in it has closed. */
  previous: Guess;
  /** The member's name as written stands here, in a chunk or a copy. */
  #name: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  #escaped = false;

  /** Stands for what is around the root, until it is opened. */
  constructor(state: State) {
    this.state = state;
    this.previous = state.guesses;
  }

  /** A container opens. */
  open(state: State, isArray: boolean): void {
    this.state = state;
    this.isArray = isArray;
    this.mayRemove = state.mayRemove;
    this.index = -1;
    this.isEmpty = true;
    this.hasKept = false;
  }

  /** It closes: nothing of a chunk is kept. */
  close(): void {
    this.#name = EMPTY;
    this.#start = 0;
    this.#end = 0;
  }

  /** A member begins. */
  setName(bytes: Buffer, start: number, end: number, escaped: boolean): void {
    this.#name = bytes;
    this.#start = start;
    this.#end = end;
    this.#escaped = escaped;
  }

  /** The chunk goes; the name in it stays. */
  keepName(chunk: Buffer): void {
    if (this.#name !== chunk) return;
    this.#name = copyOf(chunk, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }

  /** Bytes of the name as written. */
  get nameLength(): number {
    return this.#end - this.#start;
  }

  /** Where in the container the masker is. */
  step(): Step {
    if (this.isArray) return this.index;
    return decodeName(this.#name, this.#start, this.#end, this.#escaped);
  }
}
