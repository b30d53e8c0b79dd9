/** Gives a number from 0 to before `below`. */
export type Random = (below: number) => number;

/** Repeats itself for the same seed (xorshift32, after a mix so that seeds in a row differ). */
export function createRandom(seed: number): Random {
  let state = Math.imul((seed >>> 0) ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One of them. */
export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)]!;
}

/** So many of what `make` makes. */
export function several<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
