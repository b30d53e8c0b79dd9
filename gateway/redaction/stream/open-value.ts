import { Capture } from './capture.ts';
import type { State } from './state.ts';

/** No value is open. */
const NONE = -1;

/** A value that was read whole, and what masks say of it. */
interface Gathered {
  text: Buffer;
  state: State;
}

/** A value of which the end is waited for, and its bytes where they are gathered. */
export class OpenValue {
  readonly #capture: Capture;
  /** How many containers are around it. */
  #in = NONE;
  #state: State | undefined;

  constructor(limit: number) {
    this.#capture = new Capture(limit);
  }

  get isOpen(): boolean {
    return this.#in !== NONE;
  }

  /** Whether so many containers are around the open value. */
  isIn(top: number): boolean {
    return this.#in === top;
  }

  /** A value begins that so many containers are around. */
  begin(top: number): void {
    this.#in = top;
  }

  /** Its bytes are gathered from `at` on. */
  gather(at: number, state: State): void {
    this.#state = state;
    this.#capture.open(at);
  }

  /** The chunk is over. */
  carry(chunk: Buffer): void {
    if (this.#capture.isOpen) this.#capture.carry(chunk);
  }

  /** The value has ended before `end`: what of it was gathered. */
  close(chunk: Buffer, end: number): Gathered | undefined {
    this.#in = NONE;
    if (!this.#capture.isOpen) return undefined;
    return { text: this.#capture.close(chunk, end), state: this.#state! };
  }
}
