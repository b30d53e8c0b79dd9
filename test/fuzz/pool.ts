/** The inputs that found something: kept while it runs, and the few of them that are written down. */

/** An input and what it ran: features as `Coverage` gives them. */
interface Entry {
  bytes: Buffer;
  target: number;
  features: Set<number>;
}

/** More than the features that `Coverage` has. */
const PER_TARGET = 2 ** 40;

/** Inputs by what they ran, for each target on its own. */
export class Pool {
  readonly #entries: Entry[] = [];
  readonly #seen = new Set<number>();

  get size(): number {
    return this.#entries.length;
  }

  /** How many pairs of a target and a feature were seen. */
  get features(): number {
    return this.#seen.size;
  }

  at(index: number): Buffer {
    return this.#entries[index]!.bytes;
  }

  /** Keeps an input that ran what none before ran. */
  offer(bytes: Buffer, target: number, features: Set<number>): boolean {
    const before = this.#seen.size;
    for (const feature of features) this.#seen.add(target * PER_TARGET + feature);
    if (this.#seen.size === before) return false;
    this.#entries.push({ bytes, target, features });
    return true;
  }

  /**
   * At most `maxFiles` inputs: those that together run all features under any target, found
   * greedily, and then those that bring most for their own target.
   */
  choose(maxFiles: number): Buffer[] {
    const chosen: Entry[] = [];
    const pick = (keyOf: (entry: Entry, feature: number) => number): void => {
      const covered = new Set<number>();
      const gainOf = (entry: Entry): number => {
        let gain = 0;
        for (const feature of entry.features) if (!covered.has(keyOf(entry, feature))) gain += 1;
        return gain;
      };
      for (const entry of chosen) cover(entry, keyOf, covered);
      const rest = new Map(this.#entries.map((entry) => [entry, Infinity]));
      while (chosen.length < maxFiles && rest.size > 0) {
        let best: Entry | undefined;
        let bestGain = 0;
        for (const [entry, known] of rest) {
          // What an input brings can only shrink, so most need not be counted again.
          if (known <= bestGain) continue;
          const gain = gainOf(entry);
          rest.set(entry, gain);
          if (gain > bestGain) [best, bestGain] = [entry, gain];
        }
        if (!best) return;
        chosen.push(best);
        rest.delete(best);
        cover(best, keyOf, covered);
      }
    };
    pick((_entry, feature) => feature);
    pick(({ target }, feature) => target * PER_TARGET + feature);
    return chosen.map(({ bytes }) => bytes);
  }
}

function cover(
  entry: Entry,
  keyOf: (entry: Entry, feature: number) => number,
  covered: Set<number>,
): void {
  for (const feature of entry.features) covered.add(keyOf(entry, feature));
}
