/** A small repeatable source of numbers: the same seed gives the same data on every machine. Not for secrets. */

/** Draws that depend on the seed and on the draws before, and on nothing else. */
export interface Random {
  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** One of the values. */
  pick<T>(values: readonly T[]): T;
  /** True in `percent` of 100 draws. */
  chance(percent: number): boolean;
  /** The pattern with a decimal digit for each `#`. */
  digits(pattern: string): string;
}

/** Starts a sequence. Neighbouring seeds give sequences that have nothing in common. */
export function createRandom(seed: number): Random {
  // Marsaglia's xorshift32. Its state must not be 0, and its first numbers still resemble the seed.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  }
  for (let round = 0; round < 8; round += 1) next();

  function integer(min: number, max: number): number {
    return min + Math.floor((next() / 2 ** 32) * (max - min + 1));
  }
  return {
    integer,
    pick<T>(values: readonly T[]): T {
      const value = values[integer(0, values.length - 1)];
      if (value === undefined) throw new Error('there is nothing to pick from');
      return value;
    },
    chance: (percent) => integer(1, 100) <= percent,
    digits: (pattern) => pattern.replaceAll('#', () => String(integer(0, 9))),
  };
}
