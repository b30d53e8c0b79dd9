import { digestOf } from '../digest.ts';
import { isWhole, putBlob, readBlob, removeBlob } from './blobs.ts';
import type { History, HistoryEntry } from './history.ts';
import { retire, type Retention } from './retention.ts';

/** A channel's bundle. */
export interface Current {
  entry: HistoryEntry;
  bytes: Buffer;
}

/** An entry as it is listed: with the bundle's size in bytes, or when the bundle was removed (RFC 3339). */
export type ListedEntry = HistoryEntry & { size?: number; removed?: string };

/** `change` and `retire` are for one caller at a time. */
export interface Store {
  /** The channel's bundle; undefined before the first. */
  current(channel: string): Current | undefined;
  /** The channel's changes, oldest first. */
  history(channel: string): readonly ListedEntry[];
  /** The bytes of a bundle that the channel has or had; undefined where it is none, or was removed. */
  read(channel: string, digest: string): Promise<Buffer | undefined>;
  /**
   * Makes the change, durably; the bytes are stored while `entry` is still under way. Rejects where it
   * did not happen, with what `entry` rejects with if it does: the channel is as it was. `digest` is of the bytes.
   */
  change(
    channel: string,
    entry: HistoryEntry | Promise<HistoryEntry>,
    bytes: Buffer,
    digest?: string,
  ): Promise<HistoryEntry>;
  /** Removes what is no longer needed, and gives the digests. Rejects where the disk fails. */
  retire(rule: Retention, now: Date): Promise<string[]>;
  /** Bytes of all bundles. */
  size(): number;
  close(): void;
}

/** What a store is made of; it takes them over. */
export interface StoreParts {
  /** Directory of the bundles. */
  blobs: string;
  histories: Map<string, History>;
  sizes: Map<string, number>;
  currents: Map<string, Current>;
  unlock: () => void;
}

/** The store of what was opened; see store.ts for the order of its steps. */
export function assembleStore({ blobs, histories, sizes, currents, unlock }: StoreParts): Store {
  const isKept = (channel: string, digest: string): boolean => {
    const { entries = [], removed } = histories.get(channel) ?? {};
    return entries.some((entry) => entry.digest === digest) && removed?.has(digest) !== true;
  };
  const store = async (digest: string, bytes: Buffer): Promise<void> => {
    // One that is in use must not be replaced by one that is not durable yet.
    if (sizes.has(digest) && (await isWhole(blobs, digest))) return;
    await putBlob(blobs, digest, bytes);
  };
  return {
    current: (channel) => currents.get(channel),
    history: (channel) => {
      const { entries = [], removed } = histories.get(channel) ?? {};
      return entries.map((entry) => listEntry(entry, removed, sizes));
    },
    async read(channel, digest) {
      if (!isKept(channel, digest)) return undefined;
      try {
        return await readBlob(blobs, digest);
      } catch (error) {
        // It may have been removed meanwhile.
        if (isKept(channel, digest)) throw error;
        return undefined;
      }
    },
    async change(channel, judged, bytes, digest = digestOf(bytes)) {
      const history = histories.get(channel)!;
      let entry: HistoryEntry;
      try {
        // Both end before anything follows: what is of no use must be whole to be removed.
        const stored = store(digest, bytes).then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        entry = await whenBoth(judged, stored);
        const failure = await stored;
        if (failure !== undefined) throw failure.error;
        await history.append(entry);
      } catch (error) {
        // On a full disk what is of no use must not stay.
        if (!history.uncertain && !sizes.has(digest)) await removeBlob(blobs, digest);
        throw error;
      }
      sizes.set(digest, bytes.length);
      currents.set(channel, { entry, bytes });
      return entry;
    },
    retire: (rule, now) => retire({ blobs, histories, sizes }, rule, now),
    size: () => sizes.values().reduce((sum, size) => sum + size, 0),
    close: unlock,
  };
}

/** What the first comes to, once the second has ended too, which does not reject. */
async function whenBoth<T>(first: T | Promise<T>, second: Promise<unknown>): Promise<T> {
  const [settled] = await Promise.allSettled([first, second]);
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

function listEntry(
  entry: HistoryEntry,
  removed: History['removed'] | undefined,
  sizes: ReadonlyMap<string, number>,
): ListedEntry {
  const [gone, size] = [removed?.get(entry.digest), sizes.get(entry.digest)];
  if (gone !== undefined) return { ...entry, removed: gone };
  return { ...entry, ...(size !== undefined && { size }) };
}
