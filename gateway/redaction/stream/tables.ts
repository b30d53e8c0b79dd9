import type { Replace } from '../contract.ts';
import type { Automaton } from './automaton.ts';
import { constantText } from './constant-text.ts';
import type { WalkerMemory } from './memory.ts';
import type { State } from './state.ts';
import {
  ENTRY_BYTES,
  ENTRY_LENGTH,
  ENTRY_NEXT,
  FREE,
  GOES_INTO_ARRAY,
  GOES_INTO_OBJECT,
  IS_DEAD,
  IS_SIMPLE,
  IS_SIMPLE_CONTAINER,
  IS_WATCHED,
  IS_WAY_ONLY,
  NEEDS_WHOLE_ARRAY,
  STATE_FLAGS,
  STATE_MASK,
  STATE_NAMES,
  STATE_NAMES_MASK,
  STATE_SETTLED_AT,
  STATE_SIZE,
  STATE_TEXT,
  STATE_TEXT_LENGTH,
  TABLES,
} from './wasm/layout.ts';

/** Longer texts are put by the host. */
const MAX_TEXT = 4096;
/** What tables may take before the walker is replaced by a new one, and how many states. */
const MAX_BYTES = 4 * 2 ** 20;
const MAX_STATES = 4000;

/** What a walker knows of a plan, by addresses. */
interface PlanPlaces {
  plan: Automaton;
  /** The state of the root. */
  start: number;
  /** Two words for each mask. */
  counters: number;
}

/** The states that a walker knows, each written into its memory when it is first needed. */
export class Tables {
  readonly #memory: WalkerMemory;
  readonly #pointers = new Map<State, number>();
  readonly #states = new Map<number, State>();
  readonly #plans = new Map<Automaton, PlanPlaces>();
  /** What was asked for last: bodies of one kind often come one after the other. */
  #last: PlanPlaces | undefined;

  constructor(memory: WalkerMemory) {
    this.#memory = memory;
  }

  /** Whether bodies have filled them. */
  get areFull(): boolean {
    return this.#memory.word(FREE) - TABLES > MAX_BYTES || this.#states.size > MAX_STATES;
  }

  stateAt(pointer: number): State {
    return this.#states.get(pointer)!;
  }

  /** `replace` gives what stands instead of the values of a state that is constant. */
  pointerOf(state: State, replace: Replace): number {
    const known = this.#pointers.get(state);
    if (known !== undefined) return known;
    const pointer = this.#memory.allocate(STATE_SIZE);
    this.#pointers.set(state, pointer);
    this.#states.set(pointer, state);
    this.#write(pointer, state, state.isSimple ? constantText(state, replace) : undefined);
    return pointer;
  }

  /** Where a plan's start state is, and its counters; `replace` as for `pointerOf`. */
  placesOf(plan: Automaton, replace: Replace): PlanPlaces {
    if (this.#last?.plan === plan) return this.#last;
    let places = this.#plans.get(plan);
    if (!places) {
      const counters = this.#memory.allocate(plan.masks.length * 8);
      places = { plan, start: this.pointerOf(plan.start, replace), counters };
      this.#plans.set(plan, places);
    }
    this.#last = places;
    return places;
  }

  #write(pointer: number, state: State, text: Buffer | undefined): void {
    const memory = this.#memory;
    const isSimple = text !== undefined && text.length <= MAX_TEXT;
    memory.setWord(
      pointer + STATE_FLAGS,
      flag(state.isDead, IS_DEAD) |
        flag(state.isWayOnly, IS_WAY_ONLY) |
        flag(isSimple, IS_SIMPLE) |
        flag(isSimple && state.isSimpleContainer, IS_SIMPLE_CONTAINER) |
        flag(state.needsWholeArray, NEEDS_WHOLE_ARRAY) |
        flag(state.goesIntoArray, GOES_INTO_ARRAY) |
        flag(state.goesIntoObject, GOES_INTO_OBJECT) |
        flag(state.mayRemove, IS_WATCHED),
    );
    memory.setDouble(pointer + STATE_SETTLED_AT, state.settledAt);
    if (isSimple) {
      memory.setWord(pointer + STATE_TEXT, this.#writeBytes(text));
      memory.setWord(pointer + STATE_TEXT_LENGTH, text.length);
      memory.setWord(pointer + STATE_MASK, state.hits[0]!);
    }
    if (state.names.size > 0) this.#writeNames(pointer, [...state.names]);
  }

  #writeNames(pointer: number, names: readonly string[]): void {
    const memory = this.#memory;
    let size = 4;
    while (size < names.length * 4) size *= 2;
    const slots = memory.allocate(size * 4);
    for (const name of names) {
      const bytes = Buffer.from(name);
      const entry = memory.allocate(ENTRY_BYTES + bytes.length);
      const slot = slots + (slotOf(bytes) & (size - 1)) * 4;
      memory.setWord(entry + ENTRY_NEXT, memory.word(slot));
      memory.setWord(entry + ENTRY_LENGTH, bytes.length);
      memory.bytes.set(bytes, entry + ENTRY_BYTES);
      memory.setWord(slot, entry);
    }
    memory.setWord(pointer + STATE_NAMES, slots);
    memory.setWord(pointer + STATE_NAMES_MASK, size - 1);
  }

  #writeBytes(bytes: Buffer): number {
    const at = this.#memory.allocate(bytes.length);
    this.#memory.bytes.set(bytes, at);
    return at;
  }
}

function flag(isSet: boolean, bit: number): number {
  return isSet ? bit : 0;
}

/** As `slotOf` in `wasm/names.ts`. */
function slotOf(bytes: Buffer): number {
  const { length } = bytes;
  return length === 0 ? 0 : length * 7 + bytes[0]! * 31 + bytes[length - 1]! * 3;
}
