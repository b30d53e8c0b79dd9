/**
 * A channel's history: one JSON line a change, and one for what was removed; each is on disk before it
 * has an effect. The last change is what the channel points at.
 */
import { constants } from 'node:fs';
import { open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { syncDirectory } from './blobs.ts';
import { parseLine, type HistoryEntry, type Removal } from './history-line.ts';

export type { HistoryEntry, Removal };

/** The history in a file, as it is in memory too. */
export interface History {
  /** The changes, oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** Digests of the bundles that were removed, and when; one that came again is not among them. */
  readonly removed: ReadonlyMap<string, string>;
  /** Appends, durably. Rejects with Node's error and leaves the file as it was. */
  append(line: HistoryEntry | Removal): Promise<void>;
  /** Whether the file may have a line more than is known, because the disk failed twice over. */
  readonly uncertain: boolean;
}

/**
 * Opens a history; a file that is missing is empty. A last line without its end was being written
 * when the machine or the process failed: nobody was told that it happened, so it is cut off.
 * Throws SetupError where a whole line is not an entry, or the sequence does not rise.
 */
export async function openHistory(file: string): Promise<History> {
  const text = await readText(file);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  let size = Buffer.byteLength(whole);
  if (size < Buffer.byteLength(text)) await truncate(file, size);
  const entries: HistoryEntry[] = [];
  const removed = new Map<string, string>();
  const take = (line: HistoryEntry | Removal): void => {
    if ('removed' in line) {
      for (const digest of line.removed) removed.set(digest, line.at);
      return;
    }
    entries.push(line);
    removed.delete(line.digest);
  };
  for (const [index, line] of whole.split('\n').slice(0, -1).entries()) {
    take(parseLine(`${file}:${index + 1}`, line, entries.at(-1)?.sequence ?? -Infinity));
  }
  let uncertain = false;
  return {
    entries,
    removed,
    get uncertain() {
      return uncertain;
    },
    async append(value) {
      const line = Buffer.from(`${JSON.stringify(value)}\n`);
      await using handle = await open(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
      // The file is never cut to less than what was there before, whatever the disk does.
      await handle.truncate(size);
      uncertain = true;
      try {
        await writeAll(handle, line, size);
        // With the new length; only the times of the file may come later.
        await handle.datasync();
        // The file's name is new then.
        if (size === 0) await syncDirectory(dirname(file));
      } catch (error) {
        // Durably, or a machine that fails now may have the line that was refused.
        await handle.truncate(size);
        await handle.datasync();
        uncertain = false;
        throw error;
      }
      uncertain = false;
      size += line.length;
      take(value);
    },
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
}

/** A nearly full disk takes a part. */
async function writeAll(
  handle: Awaited<ReturnType<typeof open>>,
  bytes: Buffer,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
