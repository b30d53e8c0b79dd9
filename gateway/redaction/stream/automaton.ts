import type { Mask } from '../../types.ts';
import type { Position, Test } from './mask-path.ts';
import { State } from './state.ts';

/** The masks of a plan as an automaton: what holds for a value follows from what held for its parent. */
export class Automaton {
  readonly masks: readonly Mask[];
  /** Of the root. */
  readonly start: State;
  /** Indices of the masks that another library evaluates, on the whole body. */
  readonly foreign: readonly number[];
  readonly #limit: number;
  readonly #states = new Map<string, State>();

  constructor(
    masks: readonly Mask[],
    start: readonly Position[],
    options: { foreign: readonly number[]; wholeBody: boolean; maxStates: number },
  ) {
    this.masks = masks;
    this.foreign = options.foreign;
    this.#limit = options.maxStates;
    const whole = options.wholeBody || options.foreign.length > 0;
    this.start = new State(this, start, [], whole);
  }

  /**
   * The state of so many positions and tests. States are made as bodies need them; a body that
   * needs more than the limit makes the plan begin again, which costs time and no memory.
   */
  stateOf(positions: readonly Position[], tests: readonly Test[]): State {
    const key = `${keyOf(positions)};${keyOf(tests)}`;
    const known = this.#states.get(key);
    if (known) return known;
    if (this.#states.size >= this.#limit) {
      this.start.forget();
      for (const state of this.#states.values()) state.forget();
      this.#states.clear();
    }
    const made = new State(this, positions, tests, false);
    this.#states.set(key, made);
    return made;
  }
}

function keyOf(numbered: readonly { id: number }[]): string {
  return numbered.map(({ id }) => id).join();
}
