/** Writes batches of entries to the end of the ledger; knows what is durable and trusts nothing after it. */
import { chainEntry, type Head, type Unchained } from './entry.ts';
import { segmentAt, type Segment } from './segments.ts';
import type { Storage, StorageFile } from './storage.ts';

/** Where a ledger is continued. */
export interface Position {
  dir: string;
  segment: Segment;
  /** Durable length of the segment, in bytes. */
  size: number;
  head: Head;
}

/**
 * The end of the ledger. The caller sees to it that one call runs at a time, and after a rejected
 * one calls `repair` before the next `write`.
 */
export class SegmentWriter {
  readonly #storage: Storage;
  readonly #segmentBytes: number;
  readonly #dir: string;
  #segment: Segment;
  #size: number;
  #head: Head;
  #file: StorageFile | undefined;
  #rotate = false;

  constructor(storage: Storage, segmentBytes: number, position: Position) {
    this.#storage = storage;
    this.#segmentBytes = segmentBytes;
    this.#dir = position.dir;
    this.#segment = position.segment;
    this.#size = position.size;
    this.#head = position.head;
  }

  /** The last durable entry. */
  get head(): Head {
    return this.#head;
  }

  /** Path of the file that is written. */
  get path(): string {
    return this.#segment.path;
  }

  /**
   * Appends entries; they are durable when it resolves. Rejects with the system's error, and then
   * none of them is in the ledger, once `repair` has been through.
   */
  async write(entries: readonly Unchained[]): Promise<void> {
    let head = this.#head;
    const lines = entries.map((entry) => {
      const chained = chainEntry(head, entry);
      head = chained.head;
      return chained.line;
    });
    const bytes = Buffer.concat(lines);
    const file = await this.#fileForNext();
    // Before too: a write past the end of a file that was cut fills up what is missing with zeros.
    checkFile(file, this.#size);
    await writeAll(file, bytes, this.#size);
    await file.sync();
    checkFile(file, this.#size + bytes.length);
    this.#size += bytes.length;
    this.#head = head;
  }

  /** Opens the file, which it may create, and cuts off what lies after the position. Rejects with the system's error. */
  async open(): Promise<void> {
    this.#file = await this.#openAt(this.#segment, this.#size, { create: true, cut: true });
  }

  /**
   * Cuts off what a failed write left. After a failed fdatasync(2) the kernel may show bytes that
   * are not on disk, so only what an earlier one confirmed is kept. The next batch begins a file
   * of its own: a bad block or a limit on this one's size then stands no more in the way.
   */
  async repair(): Promise<void> {
    await this.close();
    this.#file = await this.#openAt(this.#segment, this.#size, { create: false, cut: true });
    this.#rotate = this.#size > 0;
  }

  /** Closes the file. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    // What counts was confirmed by fdatasync(2); an error here says nothing about it.
    await file?.close().catch(() => undefined);
  }

  async #fileForNext(): Promise<StorageFile> {
    const full = this.#size > 0 && this.#size >= this.#segmentBytes;
    if (this.#file && !full && !this.#rotate) return this.#file;
    const segment = segmentAt(this.#dir, this.#head.seq + 1);
    const file = await this.#openAt(segment, 0, { create: true, cut: false });
    await this.close();
    this.#segment = segment;
    this.#size = 0;
    this.#rotate = false;
    this.#file = file;
    return file;
  }

  async #openAt(
    segment: Segment,
    size: number,
    may: { create: boolean; cut: boolean },
  ): Promise<StorageFile> {
    const file = await this.#storage.open(segment.path, may.create);
    try {
      // Cut off is what no fdatasync(2) confirmed; a file that nobody here wrote to is left as it is.
      const found = file.measure().size;
      if (found < size || !may.cut) checkFile(file, size);
      if (found > size) await file.truncate(size);
      await file.sync();
      await this.#storage.syncDirectory(this.#dir);
      checkFile(file, size);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

async function writeAll(file: StorageFile, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes, written, position + written);
    // A disk that takes nothing and says nothing would keep this loop going for ever.
    if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    written += count;
  }
}

/** Somebody else deleted, cut or wrote the file: what is confirmed from now on would not be there. */
function checkFile(file: StorageFile, size: number): void {
  const found = file.measure();
  if (found.links === 0)
    throw Object.assign(new Error('the segment file was deleted'), { code: 'ENOENT' });
  if (found.size !== size) {
    const what = `the segment file has ${found.size} bytes instead of ${size}`;
    throw Object.assign(new Error(`${what}: another program changed it`), { code: 'ESTALE' });
  }
}
