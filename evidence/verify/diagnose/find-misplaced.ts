/** Which entries stand out of order: the fewest that, taken out, leave the others in order. */
export function findMisplaced<T extends { number: number; seq?: number }>(
  entries: readonly T[],
): T[] {
  // `entries` are in order of `seq`; what is sought is the longest part whose lines rise too.
  const tails: number[] = [];
  const before: number[] = [];
  for (const [at, { number }] of entries.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[tails[middle]!]!.number < number) low = middle + 1;
      else high = middle;
    }
    before[at] = low === 0 ? -1 : tails[low - 1]!;
    tails[low] = at;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) kept.add(at);
  return entries.filter((_, at) => !kept.has(at));
}
