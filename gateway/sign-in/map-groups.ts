/** The groups that claimed values stand for. With a mapping, what is not in it counts for nothing. */
export function mapGroups(
  claimed: readonly string[],
  mapping: Record<string, string> | undefined,
): string[] {
  if (!mapping) return [...claimed];
  const mapped = claimed.flatMap((value) =>
    Object.hasOwn(mapping, value) ? [mapping[value]!] : [],
  );
  return [...new Set(mapped)].toSorted();
}
