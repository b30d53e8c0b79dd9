/**
 * The journal: a file of fixed length, written in place, in which one write makes all durable that a small batch appends to
 * several files. A write at the end of a file changes its length too, and syncs of two files wait for each other: each
 * costs a lone request as much as the disk itself.
 */
import { join } from 'node:path';
import { staleError } from '../stale-error.ts';
import { writeAll, type Storage, type StorageFile } from '../storage.ts';
import {
  placeRecord,
  readRecords,
  recordLength,
  type JournalRecord,
  type PlacedRecord,
  type ToPlace,
} from './record.ts';

/** Its length, for some hundred requests. */
export const JOURNAL_BYTES = 1 << 20;

/** Bytes that must be free for one to be made: what it saves is time, and the last room is for entries. */
const LEAST_FREE = 64 * JOURNAL_BYTES;

/** Where the journal of a ledger lies. */
export function journalPath(dir: string): string {
  return join(dir, 'journal');
}

/**
 * Removes the journal, durably; nothing is no error. It is overwritten before, where the disk still can: slots that are left in
 * blocks without a name no erasure would find. Rejects with the system's error.
 */
export async function removeJournal(storage: Storage, dir: string): Promise<void> {
  const path = journalPath(dir);
  await overwrite(storage, path).catch(() => undefined);
  await storage.remove(path);
  await storage.syncDirectory(dir);
}

async function overwrite(storage: Storage, path: string): Promise<void> {
  const file = await storage.open(path, false);
  try {
    await writeAll(file, Buffer.alloc(JOURNAL_BYTES), 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The journal of a ledger that is open. Its caller writes one record at a time. */
export class Journal {
  readonly #storage: Storage;
  readonly #dir: string;
  #file: StorageFile | undefined;
  /** Settles once the file is there, or will not be. */
  #making: Promise<void> | undefined;
  #end = 0;
  #holds = 0;
  /** What is in the file: records are made where they lie, so that no memory is taken for each. */
  #memory = Buffer.alloc(0);

  constructor(storage: Storage, dir: string) {
    this.#storage = storage;
    this.#dir = dir;
  }

  get isEmpty(): boolean {
    return this.#end === 0;
  }

  /** What was written since it was empty. */
  get records(): readonly JournalRecord[] {
    return readRecords(this.#memory.subarray(0, this.#end));
  }

  /** Whether a record may be written now. The file is made beside, when it is first asked for; until then the answer is no. */
  isReady(): boolean {
    this.#making ??= this.#make();
    return this.#file !== undefined && this.#holds === 0;
  }

  /** Whether a record of so many bytes finds room. */
  hasRoom(bytes: number): boolean {
    return this.#end + recordLength(bytes) <= JOURNAL_BYTES;
  }

  /** Takes no record until `release` was called as often. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
  }

  /** Makes a record, for which there must be room; its bytes stay as they are until the journal is emptied. */
  place(record: ToPlace): PlacedRecord {
    const placed = placeRecord(this.#memory, this.#end, record);
    this.#end += placed.bytes.length;
    return placed;
  }

  /** A record is durable when it resolves. Rejects with the system's error. */
  async write({ bytes }: PlacedRecord): Promise<void> {
    const file = this.#file!;
    await writeAll(file, bytes, bytes.byteOffset - this.#memory.byteOffset);
    await file.sync();
  }

  /**
   * Overwrites all records with zeros, durably. Rejects with the system's error, and with `ESTALE` where another program changed
   * the file: that is not looked for at each write, which would then take longer.
   */
  async empty(): Promise<void> {
    const { links, size } = this.#file!.measure();
    if (links === 0 || size !== JOURNAL_BYTES) throw staleError('journal');
    const zeros = this.#memory.subarray(0, this.#end).fill(0);
    await writeAll(this.#file!, zeros, 0);
    await this.#file!.sync();
    this.#end = 0;
  }

  /** Removes the file, durably: another is made, in another place of the disk, when it is asked for. Rejects with the system's error. */
  async remove(): Promise<void> {
    if (!this.#making) return;
    await this.#making;
    const file = this.#file;
    this.#file = undefined;
    // An error here says nothing: what is in the file does not count any more.
    await file?.close().catch(() => undefined);
    await removeJournal(this.#storage, this.#dir);
    this.#end = 0;
    this.#making = undefined;
  }

  /** Closes the file as it is: what is in it is put in its place at the next start. */
  async close(): Promise<void> {
    await this.#making;
    await this.#file?.close().catch(() => undefined);
    this.#file = undefined;
  }

  /** Never rejects: without a journal each file is synced. Whether it is tried again is decided where failures are made good. */
  async #make(): Promise<void> {
    try {
      if ((await this.#storage.free(this.#dir)) < LEAST_FREE) return;
      this.#file = await this.#create();
    } catch {
      // What is there of it would take room that entries need.
      await this.#storage.remove(journalPath(this.#dir)).catch(() => undefined);
    }
  }

  async #create(): Promise<StorageFile> {
    const file = await this.#storage.open(journalPath(this.#dir), true, { durable: true });
    try {
      await file.truncate(0);
      this.#memory = Buffer.alloc(JOURNAL_BYTES);
      await writeAll(file, this.#memory, 0);
      await file.sync();
      await this.#storage.syncDirectory(this.#dir);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}
