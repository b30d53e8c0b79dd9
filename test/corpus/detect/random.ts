/** Numbers that look random and are the same in each run (mulberry32). */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** As many digits. */
  digits(count: number): string;
  /** As many of the given characters. */
  text(count: number, characters: string): string;
}

/** A source of numbers; the same seed gives the same numbers. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    below: (limit) => Math.floor(next() * limit),
    pick: (list) => list[random.below(list.length)]!,
    digits: (count) => random.text(count, '0123456789'),
    text: (count, characters) =>
      Array.from({ length: count }, () => characters[random.below(characters.length)]!).join(''),
  };
  return random;
}
