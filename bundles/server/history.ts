/** A channel's history: one JSON line a change, appended and on disk before the channel moves. */
import { constants } from 'node:fs';
import { open, readFile, truncate } from 'node:fs/promises';
import { SetupError } from '../../gateway/errors.ts';

/** One change of a channel. */
export interface HistoryEntry {
  /** RFC 3339. */
  at: string;
  /** Who: `<issuer> <subject>` of the token, the certificate's subject and fingerprint, or both. */
  by: string;
  /** The policy's reasons to allow it: the built-in one names the grants. */
  allowed_by: string[];
  action: 'publish' | 'promote' | 'rollback';
  /** `sha256:` and hex. */
  digest: string;
  revision: string;
  sequence: number;
  /** RFC 3339. */
  expires: string;
  source: { repository: string; commit: string };
  /** Id of the key. */
  signed_by: string;
  /** Of a promotion or rollback: the channel and the digest whose content this is. */
  origin?: { channel: string; digest: string };
  /** Why, in the caller's words; may be empty. */
  reason: string;
}

/** The history in a file, as it is in memory too. */
export interface History {
  entries: readonly HistoryEntry[];
  /** Appends, durably. Rejects with Node's error and leaves the file as it was. */
  append(entry: HistoryEntry): Promise<void>;
  /** Takes the last entry back, for a change that could not be finished. */
  undo(): Promise<void>;
  /** Whether the file may have an entry more than is known, because the disk failed twice over. */
  readonly uncertain: boolean;
}

/**
 * Opens a history; a file that is missing is empty. A last line without its end was being written
 * when the machine or the process failed: nobody was told that it happened, so it is cut off.
 * Throws SetupError where a whole line is not an entry, or the sequence does not rise.
 */
export async function openHistory(file: string): Promise<History> {
  const text = await readText(file);
  let size = Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1));
  if (size < Buffer.byteLength(text)) await truncate(file, size);
  const entries = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const parsed = entries.slice(0, -1).map((line, index) => parseEntry(file, line, index));
  checkSequence(file, parsed);
  let lastLength = 0;
  let uncertain = false;
  return {
    entries: parsed,
    get uncertain() {
      return uncertain;
    },
    async append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      // The file is never cut to less than what was there before, whatever the disk does.
      await using handle = await open(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
      await handle.truncate(size);
      uncertain = true;
      try {
        await writeAll(handle, line, size);
        await handle.sync();
      } catch (error) {
        await handle.truncate(size);
        uncertain = false;
        throw error;
      }
      uncertain = false;
      size += line.length;
      lastLength = line.length;
      parsed.push(entry);
    },
    async undo() {
      uncertain = true;
      await truncate(file, size - lastLength);
      uncertain = false;
      size -= lastLength;
      lastLength = 0;
      parsed.pop();
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

function parseEntry(file: string, line: string, index: number): HistoryEntry {
  try {
    const entry = JSON.parse(line) as HistoryEntry;
    if (!/^sha256:[0-9a-f]{64}$/.test(entry.digest)) throw new Error('no digest');
    if (!Number.isSafeInteger(entry.sequence)) throw new Error('no sequence');
    return entry;
  } catch (error) {
    throw new SetupError(
      [`${file}:${index + 1}: is not an entry; restore the file from a backup`],
      error,
    );
  }
}

function checkSequence(file: string, entries: HistoryEntry[]): void {
  const at = entries.findIndex((entry, i) => i > 0 && entry.sequence <= entries[i - 1]!.sequence);
  if (at > 0) {
    throw new SetupError([
      `${file}:${at + 1}: its sequence is not higher than the last; restore the file from a backup`,
    ]);
  }
}
