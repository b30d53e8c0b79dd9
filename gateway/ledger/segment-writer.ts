/** Writes batches to the end of the ledger: the lines, slots and bodies of a segment, all durable or none. */
import { AppendFile } from './append-file.ts';
import { Batch } from './batch.ts';
import type { Head, Unchained } from './entry.ts';
import { besideSegment, segmentAt, type Segment } from './segments.ts';
import type { Storage } from './storage.ts';

/** Where a ledger is continued; sizes are durable lengths in bytes. */
export interface Position {
  segment: Segment;
  size: number;
  keysSize: number;
  bodiesSize: number;
  head: Head;
  /** Time of the segment's first entry; empty where it has none. */
  from: string;
  /** Ids of the sessions that the segment holds. */
  sessions: ReadonlySet<string>;
}

/** How the end of the ledger is written. */
export interface WriterOptions {
  dir: string;
  storage: Storage;
  /** A segment is closed when its lines, or its bodies, have this size. */
  segmentBytes: number;
  /** And when its first entry is so old, in milliseconds. */
  segmentAge: number;
  position: Position;
  /** Called when the segment is full, before another begins. */
  closing: () => Promise<void>;
  /** Called with the leaf hashes of entries that are durable. */
  durable: (leaves: readonly Buffer[]) => void;
}

/** The three files of a segment. */
interface Files {
  lines: AppendFile;
  keys: AppendFile;
  bodies: AppendFile;
}

/**
 * The end of the ledger. The caller sees to it that one `write` runs at a time, and after a rejected
 * one calls `repair` before the next `begin`.
 */
export class SegmentWriter {
  readonly #options: WriterOptions;
  #segment: Segment;
  #files: Files;
  #head: Head;
  #from: string;
  #sessions: ReadonlySet<string>;
  /** The batch that is being written, which the next one follows. */
  #writing: Batch | undefined;
  /** The next batch begins a segment: after a failure, for a bad block or a limit on the file's size must not stand in the way. */
  #renew = false;

  constructor(options: WriterOptions) {
    const { position } = options;
    this.#options = options;
    this.#segment = position.segment;
    this.#head = position.head;
    this.#from = position.from;
    this.#sessions = position.sessions;
    this.#files = this.#filesOf(position.segment, position);
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
    for (const file of this.#open()) await file.repair();
  }

  /** The next batch, after the one that is being written; `time` is that of its first entry. */
  begin<E extends Unchained>(time: string): Batch<E> {
    const before = this.#writing;
    const head = before?.head ?? this.#head;
    const sessions = before?.sessions ?? this.#sessions;
    return new Batch<E>({ head, sessions, fresh: this.#isFull(time) });
  }

  /** Writes a batch; its entries are durable when it resolves. Rejects with the system's error, and then none of them is in the ledger once `repair` has been through. */
  async write(batch: Batch): Promise<void> {
    this.#writing = batch;
    try {
      if (batch.fresh) await this.#rotate(batch.first);
      const { lines, keys, bodies } = this.#files;
      const written = await Promise.allSettled([
        lines.append(batch.lines),
        ...(batch.slots.length > 0 ? [keys.append(batch.slots)] : []),
        ...(batch.frames.length > 0 ? [bodies.append(batch.frames)] : []),
      ]);
      const failed = written.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason as Error;
    } finally {
      this.#writing = undefined;
    }
    for (const file of this.#open()) file.confirm();
    if (this.#from === '') this.#from = batch.from;
    this.#head = batch.head;
    this.#sessions = batch.sessions;
    this.#options.durable(batch.leaves);
  }

  /** Cuts off what a failed write left. Rejects with the system's error. */
  async repair(): Promise<void> {
    await this.open();
    this.#renew = this.#files.lines.size > 0;
  }

  async close(): Promise<void> {
    for (const file of this.#open()) await file.close();
  }

  #filesOf({ first }: Segment, sizes: Partial<Position> = {}): Files {
    const { dir, storage } = this.#options;
    const file = (suffix: string, size = 0): AppendFile =>
      new AppendFile(storage, besideSegment(dir, first, suffix), size);
    return {
      lines: file('ndjson', sizes.size),
      keys: file('keys', sizes.keysSize),
      bodies: file('bodies', sizes.bodiesSize),
    };
  }

  #open(): AppendFile[] {
    const { lines, keys, bodies } = this.#files;
    return [lines, keys, bodies];
  }

  /** Whether the batch after the one that is being written begins a segment. */
  #isFull(time: string): boolean {
    const { segmentBytes, segmentAge } = this.#options;
    const { lines, bodies } = this.#files;
    const before = this.#writing;
    const base = before?.fresh === true ? [0, 0] : [lines.size, bodies.size];
    const size = base[0]! + lengthOf(before?.lines);
    const bodiesSize = base[1]! + lengthOf(before?.frames);
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
    await this.close();
    this.#segment = segment;
    this.#files = files;
    this.#from = '';
    this.#sessions = new Set();
    this.#renew = false;
  }
}

function lengthOf(parts: readonly Buffer[] = []): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
