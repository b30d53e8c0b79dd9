/**
 * The bundles and the channels' histories, on disk. A history's last entry is what its channel has.
 *
 * A change is two steps, each durable before the next: first the blob, content and name, while the
 * bundle is still being judged; then, if it is accepted, the history's line. The line is what makes the change, so nothing has to follow it: once it is durable
 * the publisher may be answered and the waiting clients be told. A crash before it leaves a blob that
 * no history speaks of, which is swept away at the next start; a crash in it leaves a line without an
 * end, which is cut off; a crash after it loses nothing. So no history ever speaks of a blob that is
 * not whole, and what a client was told is never lost.
 *
 * A removal goes the other way: first every history says it, then the blob goes. A crash in between
 * leaves a blob that is swept away at the next start, or that another history still keeps.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { lockDirectory } from '../../gateway/ledger/lock.ts';
import { assembleStore, type Current, type ListedEntry, type Store } from './assemble-store.ts';
import { readBlob, sweep, syncDirectory } from './blobs.ts';
import { openHistory, type History } from './history.ts';

export type { Current, ListedEntry, Store };

/** Opens the store in `dir`, made if need be, and mends what a crash left. Throws SetupError. */
export async function openStore(dir: string, channels: readonly string[]): Promise<Store> {
  const [blobs, lines] = [join(dir, 'blobs'), join(dir, 'channels')];
  for (const path of [dir, blobs, lines]) await mkdir(path, { recursive: true, mode: 0o700 });
  await syncDirectory(dir);
  const unlock = lock(dir);
  try {
    const histories = new Map<string, History>();
    // Also of channels that the configuration no longer names: their bundles stay.
    for (const name of new Set([...channels, ...(await listStored(lines))])) {
      histories.set(name, await openHistory(join(lines, `${name}.history.ndjson`)));
    }
    const sizes = await sweep(blobs, referenced(histories));
    const currents = new Map<string, Current>();
    for (const name of channels) {
      const current = await restore(blobs, name, histories.get(name)!);
      if (current !== undefined) currents.set(name, current);
    }
    return assembleStore({ blobs, histories, sizes, currents, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

function lock(dir: string): () => void {
  try {
    const held = lockDirectory(dir);
    return () => held.release();
  } catch (error) {
    throw new SetupError(
      [`${dir}: is in use by another bundle server, or cannot be written`],
      error,
    );
  }
}

/** Names of the channels that have a history. */
async function listStored(dir: string): Promise<string[]> {
  const files = await readdir(dir);
  return files.flatMap((file) => /^([a-z0-9-]+)\.history\.ndjson$/.exec(file)?.[1] ?? []);
}

function referenced(histories: Map<string, History>): Set<string> {
  const all = [...histories.values()].flatMap(({ entries, removed }) =>
    entries.flatMap(({ digest }) => (removed.has(digest) ? [] : [digest])),
  );
  return new Set(all);
}

async function restore(
  blobs: string,
  name: string,
  { entries }: History,
): Promise<Current | undefined> {
  const entry = entries.at(-1);
  if (entry === undefined) return undefined;
  try {
    return { entry, bytes: await readBlob(blobs, entry.digest) };
  } catch (error) {
    throw new SetupError([`channel ${name}: ${(error as Error).message}`], error);
  }
}
