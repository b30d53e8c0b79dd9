/** Removes the bundles that are no longer needed. */
import { removeBlob } from './blobs.ts';
import type { History } from './history.ts';

/** What is kept besides what a channel points at. */
export interface Retention {
  /** Milliseconds for which a bundle is kept after the last channel pointed at it. */
  after: number;
  /** Of each channel that many bundles are kept whatever their age, to go back to. */
  keepLast: number;
}

/**
 * Digests of the bundles that no channel pointed at for so long, and that are not among the last of
 * any. A time that cannot be read, or lies in the future, keeps the bundle.
 */
export function findUnneeded(
  histories: Iterable<History>,
  { after, keepLast }: Retention,
  now: Date,
): string[] {
  const neededUntil = new Map<string, number>();
  for (const { entries, removed } of histories) {
    for (const [index, { digest }] of entries.entries()) {
      if (removed.has(digest)) continue;
      // The change after this one ended it; the last one has none.
      const next = entries[index + 1];
      const isKept = next === undefined || index >= entries.length - keepLast;
      const until = isKept ? Infinity : Date.parse(next.at);
      neededUntil.set(digest, Math.max(neededUntil.get(digest) ?? -Infinity, until));
    }
  }
  return [...neededUntil].flatMap(([digest, until]) =>
    now.getTime() - until > after ? [digest] : [],
  );
}

/** Removes what is not needed from `blobs` and `sizes`, and gives the digests. Rejects where the disk fails. */
export async function retire(
  {
    blobs,
    histories,
    sizes,
  }: { blobs: string; histories: ReadonlyMap<string, History>; sizes: Map<string, number> },
  rule: Retention,
  now: Date,
): Promise<string[]> {
  const digests = findUnneeded(histories.values(), rule, now);
  for (const history of histories.values()) {
    const had = new Set(history.entries.map(({ digest }) => digest));
    const removed = digests.filter((digest) => had.has(digest) && !history.removed.has(digest));
    if (removed.length > 0) await history.append({ at: now.toISOString(), removed });
  }
  for (const digest of digests) {
    sizes.delete(digest);
    await removeBlob(blobs, digest);
  }
  return digests;
}
