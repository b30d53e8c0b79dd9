/** Writes batches to the end of the ledger: the lines, slots and bodies of a segment, all durable or none. */
import { Batch } from './batch.ts';
import type { Head, Unchained } from './entry.ts';
import { Journal } from './journal/journal.ts';
import type { DirectoryLock } from './lock.ts';
import { lengthOf, SegmentFiles, type Ends, type SegmentFilesOptions } from './segment-files.ts';
import type { Position } from './position.ts';
import { segmentAt, type Segment } from './segments.ts';
import type { Storage } from './storage.ts';

/** How the end of the ledger is written. */
export interface WriterOptions {
  dir: string;
  storage: Storage;
  /** A segment is closed when its lines, or its bodies, have this size. */
  segmentBytes: number;
  /** And when its first entry is so old, in milliseconds. */
  segmentAge: number;
  position: Position;
  /** That of the directory. */
  lock: Pick<DirectoryLock, 'check'>;
  /** Called when the segment is full, before another begins. */
  closing: () => Promise<void>;
  /** Called with the leaf hashes of entries that are durable, one after the other. */
  durable: (leaves: Buffer) => void;
}

/**
 * The end of the ledger. Several batches may be on their way at once, but for one that begins a segment: it is written alone.
 * The caller sees to that, and after a rejected write, and once none is on its way, calls `repair` before the next `begin`.
 */
export class SegmentWriter {
  readonly #options: WriterOptions;
  #segment: Segment;
  readonly #journal: Journal;
  #files: SegmentFiles;
  #head: Head;
  #from: string;
  #sessions: ReadonlySet<string>;
  /** The last batch that is being written, which the next one follows. */
  #writing: Batch | undefined;
  /** Settles after every batch that was given before. */
  #turn: Promise<void> = Promise.resolve();
  /** The next batch begins a segment: after a failure, for a bad block or a limit on the file's size must not stand in the way. */
  #renew = false;

  constructor(options: WriterOptions) {
    const { position } = options;
    this.#options = options;
    this.#segment = position.segment;
    this.#head = position.head;
    this.#from = position.from;
    this.#sessions = position.sessions;
    this.#journal = new Journal(options.storage, options.dir);
    const { size: lines, keysSize: keys, bodiesSize: bodies } = position;
    this.#files = this.#filesOf(position.segment, { lines, keys, bodies });
  }

  /** The last durable entry. */
  get head(): Head {
    return this.#head;
  }

  /** The segment that is written. */
  get segment(): Segment {
    return this.#segment;
  }

  /** Opens the files and cuts off what lies after the position. Rejects with the system's error. */
  async open(): Promise<void> {
    await this.#files.repair();
  }

  /** The next batch, after those that are being written; `time` is that of its first entry. */
  begin<E extends Unchained>(time: string): Batch<E> {
    const before = this.#writing;
    const head = before?.head ?? this.#head;
    const sessions = before?.sessions ?? this.#sessions;
    const segment = before?.segment ?? this.#segment.first;
    return new Batch<E>({ head, sessions, segment, fresh: this.#isFull(time) });
  }

  /**
   * Writes a batch; its entries, and those of all before it, are durable when it resolves. Rejects, once its own writes and
   * those before are over, with the system's error: then neither its entries nor those of any batch after it are in the ledger
   * once `repair` has been through.
   */
  write(batch: Batch): Promise<void> {
    const alone = this.#writing === undefined && batch.entries.length === 1;
    this.#writing = batch;
    const done = this.#confirm(batch, this.#turn, this.#append(batch, alone));
    this.#turn = done;
    // Whoever gave the batch hears of it.
    done.catch(() => undefined);
    return done;
  }

  /** Cuts off what a failed write left. Rejects with the system's error. */
  async repair(): Promise<void> {
    this.#turn = Promise.resolve();
    // What another writes is not to be cut off.
    this.#options.lock.check();
    await this.open();
    this.#renew = this.#files.lines.size > 0;
  }

  /** All durable entries lie in the files of their segment, durably, when it resolves. Rejects with the system's error. */
  settle(): Promise<void> {
    return this.#files.settle();
  }

  /** Does `work` while that is so, and no journal holds any of them. Rejects as `settle` does, and as `work` does. */
  async settled<T>(work: () => Promise<T>): Promise<T> {
    this.#journal.hold();
    try {
      await this.settle();
      return await work();
    } finally {
      this.#journal.release();
    }
  }

  /** Closes the files; where they cannot be settled the next start does it. */
  async close(): Promise<void> {
    const removed = this.settle().then(() => {
      this.#options.lock.check();
      return this.#journal.remove();
    });
    await removed.catch(() => this.#journal.close());
    await this.#files.close();
  }

  /** Resolves to where each file ends then. */
  async #append(batch: Batch, alone: boolean): Promise<Ends> {
    if (batch.fresh) await this.#rotate(batch.first);
    return this.#files.append([[batch.lines.bytes], batch.slots, batch.frames], alone);
  }

  async #confirm(batch: Batch, before: Promise<void>, written: Promise<Ends>): Promise<void> {
    const [previous, own] = await Promise.allSettled([before, written]);
    batch.lines.release();
    if (this.#writing === batch) this.#writing = undefined;
    // After the write: whoever took the directory before may not have seen it, and whoever takes it from here on will. It says more,
    // too, than that a file was changed.
    this.#options.lock.check();
    // What follows a batch that failed is chained to entries that are not there.
    if (previous.status === 'rejected') throw previous.reason as Error;
    if (own.status === 'rejected') throw own.reason as Error;
    this.#files.confirm(own.value);
    if (this.#from === '') this.#from = batch.from;
    this.#head = batch.head;
    this.#sessions = batch.sessions;
    this.#options.durable(batch.lines.leaves);
  }

  #filesOf({ first }: Segment, sizes?: SegmentFilesOptions['sizes']): SegmentFiles {
    const { dir, storage } = this.#options;
    return new SegmentFiles({
      dir,
      storage,
      first,
      journal: this.#journal,
      ...(sizes && { sizes }),
    });
  }

  /** Whether the batch after those that are being written begins a segment. */
  #isFull(time: string): boolean {
    const { segmentBytes, segmentAge } = this.#options;
    const { lines, bodies } = this.#files;
    const before = this.#writing;
    // The files of one that begins a segment may not be there yet.
    const size = before?.fresh === true ? before.lines.length : lines.end;
    const bodiesSize = before?.fresh === true ? lengthOf(before.frames) : bodies.end;
    if (size === 0) return false;
    if (this.#renew && !before) return true;
    const from = before?.fresh === true || this.#from === '' ? before?.from : this.#from;
    const old = from !== undefined && Date.parse(time) - Date.parse(from) >= segmentAge;
    return size >= segmentBytes || bodiesSize >= segmentBytes || old;
  }

  async #rotate(first: number): Promise<void> {
    await this.#options.closing();
    const segment = segmentAt(this.#options.dir, first);
    const files = this.#filesOf(segment);
    await files.lines.open();
    await this.settle().catch(async (error: Error) => {
      await files.close();
      throw error;
    });
    await this.#files.close();
    this.#segment = segment;
    this.#files = files;
    this.#from = '';
    this.#sessions = new Set();
    this.#renew = false;
  }
}
