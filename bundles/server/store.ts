/**
 * The bundles, the channels that point at them, and the channels' histories, on disk.
 *
 * A change is made in this order, each step durable before the next: blob, history, pointer. The
 * history's last entry is what holds: a pointer that a crash kept from moving is moved at the next
 * start, which never undoes what a client was told and never points at a blob that is not whole.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { lockDirectory } from '../../gateway/ledger/lock.ts';
import { writeAtomically } from '../build.ts';
import { putBlob, readBlob, removeBlob, sweep, syncDirectory } from './blobs.ts';
import { openHistory, type History, type HistoryEntry } from './history.ts';

/** A channel's bundle. */
export interface Current {
  entry: HistoryEntry;
  bytes: Buffer;
}

/** Every method is for one caller at a time, but for reading. */
export interface Store {
  /** The channel's bundle; undefined before the first. */
  current(channel: string): Current | undefined;
  /** The channel's changes, oldest first. */
  history(channel: string): readonly HistoryEntry[];
  /** The bytes of a bundle that a history speaks of. */
  read(digest: string): Promise<Buffer>;
  /** Makes the change, durably. Rejects where it did not happen: the channel is as it was. */
  change(channel: string, entry: HistoryEntry, bytes: Buffer): Promise<void>;
  close(): void;
}

/** Opens the store in `dir`, made if need be, and mends what a crash left. Throws SetupError. */
export async function openStore(dir: string, channels: readonly string[]): Promise<Store> {
  const [blobs, pointers] = [join(dir, 'blobs'), join(dir, 'channels')];
  for (const path of [dir, blobs, pointers]) await mkdir(path, { recursive: true, mode: 0o700 });
  await syncDirectory(dir);
  const unlock = lock(dir);
  try {
    const histories = new Map<string, History>();
    // Also of channels that the configuration no longer names: their bundles are not swept away.
    for (const name of new Set([...channels, ...(await listStored(pointers))])) {
      histories.set(name, await openHistory(join(pointers, `${name}.history.ndjson`)));
    }
    await sweep(blobs, referenced(histories));
    const currents = new Map<string, Current>();
    for (const name of channels) {
      const current = await restore(pointers, blobs, name, histories.get(name)!);
      if (current !== undefined) currents.set(name, current);
    }
    return assemble({ blobs, pointers, histories, currents, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

interface Parts {
  blobs: string;
  pointers: string;
  histories: Map<string, History>;
  currents: Map<string, Current>;
  unlock: () => void;
}

function assemble({ blobs, pointers, histories, currents, unlock }: Parts): Store {
  return {
    current: (channel) => currents.get(channel),
    history: (channel) => histories.get(channel)?.entries ?? [],
    read: (digest) => readBlob(blobs, digest),
    async change(channel, entry, bytes) {
      const history = histories.get(channel)!;
      try {
        await putBlob(blobs, entry.digest, bytes);
        await history.append(entry);
        await writePointer(pointers, channel, entry).catch(async (error: unknown) => {
          await history.undo();
          throw error;
        });
      } catch (error) {
        // On a full disk what is of no use must not stay.
        if (!history.uncertain && !referenced(histories).has(entry.digest)) {
          await removeBlob(blobs, entry.digest);
        }
        throw error;
      }
      currents.set(channel, { entry, bytes });
    },
    close: unlock,
  };
}

function lock(dir: string): () => void {
  try {
    return lockDirectory(dir);
  } catch (error) {
    throw new SetupError(
      [`${dir}: is in use by another bundle server, or cannot be written`],
      error,
    );
  }
}

/** Names of the channels that have a history. Parts of pointers that a crash left are removed. */
async function listStored(dir: string): Promise<string[]> {
  const files = await readdir(dir);
  for (const file of files) if (file.endsWith('.tmp')) await rm(join(dir, file), { force: true });
  return files.flatMap((file) => /^([a-z0-9-]+)\.history\.ndjson$/.exec(file)?.[1] ?? []);
}

function referenced(histories: Map<string, History>): Set<string> {
  return new Set([...histories.values()].flatMap(({ entries }) => entries.map((e) => e.digest)));
}

async function restore(
  pointers: string,
  blobs: string,
  name: string,
  { entries }: History,
): Promise<Current | undefined> {
  const entry = entries.at(-1);
  if (entry === undefined) return undefined;
  try {
    const bytes = await readBlob(blobs, entry.digest);
    await writePointer(pointers, name, entry);
    return { entry, bytes };
  } catch (error) {
    throw new SetupError([`channel ${name}: ${(error as Error).message}`], error);
  }
}

async function writePointer(dir: string, name: string, entry: HistoryEntry): Promise<void> {
  const { digest, revision, sequence, at } = entry;
  const text = `${JSON.stringify({ digest, revision, sequence, at })}\n`;
  await writeAtomically(join(dir, `${name}.json`), Buffer.from(text));
}
