import type { Mask } from '../../types.ts';
import { strongerMask } from '../methods/stronger.ts';
import type { Position, Selector, Test } from './mask-path.ts';

/** Slices with steps make ever new combinations; so many of them are kept for one state. */
const MAX_MATCHES = 256;

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

/** What the masks say of one value and of what stands in it. */
export class State {
  readonly automaton: Automaton;
  /** Indices of the masks, without `inner`, that select the value. */
  readonly hits: readonly number[];
  /** Indices of the masks with `inner` that select it. */
  readonly inner: readonly number[];
  /** Rules that look through the value, if it is a string or number. */
  readonly looks: readonly number[];
  /** The mask that applies to the value, where one without `inner` selects it. */
  readonly choice: Mask | undefined;
  /** Whether any mask selects the value. */
  readonly isSelected: boolean;
  /** Whether `choice` removes the value. */
  readonly isRemoved: boolean;
  /** Whether `choice` puts the same text whatever the value is: `redact` and `null`. */
  readonly isConstant: boolean;
  /** Where masks go on within the value. */
  readonly positions: readonly Position[];
  /** Filters that decide on the value itself. */
  readonly tests: readonly Test[];
  /** No mask has to do with the value or what stands in it. */
  readonly isDead: boolean;
  /** The value must be read whole. */
  readonly needsWhole: boolean;
  /** The value must be read whole if it is an array. */
  readonly needsWholeArray: boolean;
  /** Masks may go on within the value if it is an array, or an object. */
  readonly goesIntoArray: boolean;
  readonly goesIntoObject: boolean;
  /** A member or element of the value may be removed. */
  readonly mayRemove: boolean;
  /** Masks may go on within the value, and have nothing to do with it if it is no container. */
  readonly isWayOnly: boolean;
  /** Whether that is all that masks have to do with the value, if it is no container. */
  readonly isSimple: boolean;
  /** And if it is one. */
  readonly isSimpleContainer: boolean;
  /** That text, kept here by the first body that needs it. */
  constantText: Buffer | undefined;
  /** Names that masks ask for, if the value is an object. */
  readonly names: ReadonlySet<string>;
  /** From this index on all elements are alike, if it is an array. */
  readonly settledAt: number;

  readonly #byName = new Map<string, State>();
  #otherName: State | undefined;
  #lastItems: State | undefined;
  readonly #byMatches = new Map<string, State>();

  constructor(
    automaton: Automaton,
    positions: readonly Position[],
    tests: readonly Test[],
    whole: boolean,
  ) {
    const { masks } = automaton;
    const ended = new Set(positions.filter(({ next }) => !next).map(({ mask }) => mask));
    const selected = [...ended].filter((mask) => mask < masks.length);
    this.looks = [...ended]
      .filter((mask) => mask >= masks.length)
      .map((mask) => mask - masks.length);
    this.automaton = automaton;
    this.hits = selected.filter((mask) => masks[mask]!.inner === undefined).toSorted(ascending);
    this.inner = selected.filter((mask) => masks[mask]!.inner !== undefined).toSorted(ascending);
    this.choice = chooseOf(this.hits, masks);
    const method = this.choice?.with;
    this.isSelected = selected.length > 0;
    this.isRemoved = method === 'remove';
    this.isConstant = method === 'redact' || method === 'null';
    this.positions = positions.filter(({ next }) => next);
    this.tests = tests;
    const selectors = this.positions.flatMap((position) => position.selectors);
    const has = (...kinds: Selector['kind'][]): boolean =>
      selectors.some(({ kind }) => kinds.includes(kind));
    const descends = this.positions.some(({ descendants }) => descendants);
    this.needsWhole = whole || tests.length > 0;
    this.needsWholeArray = has('whole-array');
    this.settledAt = Math.max(0, ...selectors.map(settledAt));
    this.goesIntoArray = descends || has('any', 'filter', 'index', 'slice');
    this.goesIntoObject = descends || has('any', 'filter', 'name');
    this.mayRemove = this.positions.some(({ next, mask }) => {
      const { with: method, inner } = masks[mask] ?? {};
      return next && !next.next && method === 'remove' && inner === undefined;
    });
    this.isWayOnly = ended.size === 0 && !this.needsWhole;
    this.isSimple = this.isConstant && !this.needsWhole && selected.length === 1;
    this.isSimpleContainer = this.isSimple && this.positions.length === 0;
    this.isDead = positions.length === 0 && !this.needsWhole;
    this.names = new Set(
      selectors.flatMap((selector) => (selector.kind === 'name' ? [selector.name] : [])),
    );
  }

  /** The state of a member. */
  member(name: string): State {
    if (!this.names.has(name)) return (this.#otherName ??= this.#step(isAny));
    let state = this.#byName.get(name);
    if (!state) this.#byName.set(name, (state = this.#step((one) => isNamed(one, name))));
    return state;
  }

  /** The state of an element. */
  item(index: number): State {
    if (index >= this.settledAt) {
      return (this.#lastItems ??= this.#step((selector) => isAt(selector, index)));
    }
    let key = '';
    for (const { selectors } of this.positions) {
      for (const selector of selectors) key += isAt(selector, index) ? '1' : '0';
    }
    let state = this.#byMatches.get(key);
    if (!state) {
      state = this.#step((selector) => isAt(selector, index));
      if (this.#byMatches.size >= MAX_MATCHES) this.#byMatches.clear();
      this.#byMatches.set(key, state);
    }
    return state;
  }

  /** Drops what is known of the states of children. */
  forget(): void {
    this.#byName.clear();
    this.#otherName = undefined;
    this.#lastItems = undefined;
    this.#byMatches.clear();
  }

  #step(matches: (selector: Selector) => boolean): State {
    const positions = new Set<Position>();
    const tests = new Set<Test>();
    for (const position of this.positions) {
      if (position.descendants) positions.add(position);
      for (const selector of position.selectors) {
        if (selector.kind === 'filter') tests.add(selector.test);
        else if (matches(selector)) positions.add(position.next!);
      }
    }
    for (const test of tests) if (positions.has(test.target)) tests.delete(test);
    return this.automaton.stateOf([...positions].toSorted(byId), [...tests].toSorted(byId));
  }
}

/** The mask that applies where all of these select one value. */
export function chooseOf(indices: readonly number[], masks: readonly Mask[]): Mask | undefined {
  let choice: Mask | undefined;
  for (const index of indices) {
    const mask = masks[index]!;
    choice = choice ? strongerMask(choice, mask) : mask;
  }
  return choice;
}

function isAny({ kind }: Selector): boolean {
  return kind === 'any';
}

function isNamed(selector: Selector, name: string): boolean {
  return selector.kind === 'any' || (selector.kind === 'name' && selector.name === name);
}

function isAt(selector: Selector, index: number): boolean {
  if (selector.kind === 'index') return selector.index === index;
  if (selector.kind !== 'slice') return selector.kind === 'any';
  const { start, stop, step } = selector;
  return index >= start && index < stop && (index - start) % step === 0;
}

function settledAt(selector: Selector): number {
  if (selector.kind === 'index') return selector.index + 1;
  if (selector.kind !== 'slice') return 0;
  const { start, stop, step } = selector;
  if (stop < Infinity) return stop;
  return step === 1 ? start : Infinity;
}

function keyOf(numbered: readonly { id: number }[]): string {
  return numbered.map(({ id }) => id).join();
}

function byId(one: { id: number }, other: { id: number }): number {
  return one.id - other.id;
}

function ascending(one: number, other: number): number {
  return one - other;
}
