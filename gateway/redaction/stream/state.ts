import type { Automaton } from './automaton.ts';
import type { Position, Selector, Test } from './mask-path.ts';
import { isAny, isAt, isNamed } from './match-selector.ts';
import { Verdict } from './verdict.ts';

/** Slices with steps make ever new combinations; so many of them are kept for one state. */
const MAX_MATCHES = 256;

/** What the masks say of one value and of what stands in it. */
export class State extends Verdict {
  readonly automaton: Automaton;
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
    super(automaton.masks, positions, tests, whole);
    this.automaton = automaton;
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

function byId(one: { id: number }, other: { id: number }): number {
  return one.id - other.id;
}
