/** The one of `names` that `word` was most likely meant to be, or undefined if none is near. */
export function findNearest(word: string, names: string[]): string | undefined {
  // A stray word is not worth comparing, and a hostile one could be long.
  if (word.length > 64) return undefined;
  const most = Math.max(1, Math.floor(word.length / 3));
  const ranked = names
    .map((name) => ({ name, distance: countEdits(word.toLowerCase(), name) }))
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0] !== undefined && ranked[0].distance <= most ? ranked[0].name : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that make `to` of `from`. */
function countEdits(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        get(above, j) + 1,
        get(row, j - 1) + 1,
        get(above, j - 1) + same,
        swapped ? get(before, j - 2) + 1 : Infinity,
      );
    }
    [before, above] = [above, row];
  }
  return get(above, to.length);
}

function get(row: number[], index: number): number {
  return row[index] ?? Infinity;
}
