/** Segments that say of exchanges that these were erased. They stay as long as an erased slot: nothing else tells it from a deleted one. */
import type { Segment } from '../segments.ts';
import { findSlots } from './find-slots.ts';
import type { SegmentFacts } from './segment-facts.ts';

type Kept = Pick<Segment, 'first'>;

/** Tells which of the segments that are past their time have to stay so. */
export class SaidErasures {
  readonly #dir: string;
  /** A segment that has an erased slot, for one that says so, by their first entries: saves looking for it again. */
  readonly #known = new Map<number, number>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Leaves out of `past`, which is in order, what has to stay beside the segments of `all` that stay anyhow. */
  async leaveOut<F extends Pick<SegmentFacts, 'first' | 'erased'>>(
    past: readonly F[],
    all: readonly Kept[],
  ): Promise<F[]> {
    const going = new Set(past.map(({ first }) => first));
    const kept = all.filter(({ first }) => !going.has(first));
    const left: F[] = [];
    for (const facts of past) {
      if (await this.#isNeeded(facts, kept)) kept.push(facts);
      else left.push(facts);
    }
    return left;
  }

  async #isNeeded(
    { first, erased }: Pick<SegmentFacts, 'first' | 'erased'>,
    kept: readonly Kept[],
  ): Promise<boolean> {
    if (erased.size === 0) return false;
    const known = this.#known.get(first);
    if (kept.some((segment) => segment.first === known)) return true;
    const found = await findSlots(this.#dir, kept, erased);
    if (found) this.#known.set(first, found.first);
    return found !== undefined;
  }
}
