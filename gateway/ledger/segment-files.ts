/** The files that a segment's batches are appended to, and the journal, by which a small batch is durable sooner. */
import { InTurn } from '../in-turn.ts';
import { AppendFile } from './append-file.ts';
import type { Journal } from './journal/journal.ts';
import { putInPlace } from './journal/replay.ts';
import type { SUFFIXES } from './journal/record.ts';
import { besideSegment, segmentAt } from './segments.ts';
import { staleError } from './stale-error.ts';
import type { Storage } from './storage.ts';

/** Bytes of a batch up to which it goes by the journal: those of a request or a few. Twice written, more would cost more than it saves. */
const JOURNALLED_BYTES = 16 * 1024;

/** Which files. */
export interface SegmentFilesOptions {
  dir: string;
  storage: Storage;
  /** Number of the segment's first entry. */
  first: number;
  journal: Journal;
  /** What is durable of each, in bytes. */
  sizes?: { lines: number; keys: number; bodies: number };
}

/** What a batch appends to each file: its lines, slots and frames. */
export type Parts = readonly (readonly Buffer[])[];

/** Where each file ends then; undefined for one to which nothing was appended. */
export type Ends = (number | undefined)[];

/**
 * The files of one segment. A batch that is small and alone is written to the journal, durably, and to its files, which are
 * synced only when the journal is settled; any other is synced in its files.
 */
export class SegmentFiles {
  readonly lines: AppendFile;
  readonly keys: AppendFile;
  readonly bodies: AppendFile;
  readonly #options: SegmentFilesOptions;
  /** Settles when the last batch that went by the journal is written. */
  #journalled: Promise<unknown> = Promise.resolve();
  /** What is done with the journal and all files together. */
  readonly #inTurn = new InTurn();
  /** Why what the journal has may not be in the files: a sync of them failed. */
  #fault: Error | undefined;

  constructor(options: SegmentFilesOptions) {
    const { dir, storage, first, sizes } = options;
    this.#options = options;
    const file = (suffix: (typeof SUFFIXES)[number], size = 0, inOrder = false): AppendFile =>
      new AppendFile(storage, besideSegment(dir, first, suffix), size, inOrder);
    this.lines = file('ndjson', sizes?.lines, true);
    this.keys = file('keys', sizes?.keys);
    this.bodies = file('bodies', sizes?.bodies);
  }

  /** In the order of `SUFFIXES`. */
  get all(): readonly AppendFile[] {
    return [this.lines, this.keys, this.bodies];
  }

  /**
   * Appends to each file; all of it is durable when it resolves. Where `alone`, nothing else is on its way. Rejects, once all
   * writes are over, with the system's error, and while what was written before may be lost.
   */
  async append(parts: Parts, alone: boolean): Promise<Ends> {
    if (this.#fault) throw this.#fault;
    return alone && this.#isForJournal(parts)
      ? this.#appendByJournal(parts)
      : settleAll(this.#appendEach(parts, true));
  }

  /** What was appended up to these ends counts from here on. */
  confirm(ends: Ends): void {
    for (const [at, file] of this.all.entries()) {
      const end = ends[at];
      if (end !== undefined) file.confirm(end);
    }
  }

  /** All that counts is durable in these files, and the journal empty, when it resolves. Rejects with the system's error. */
  settle(): Promise<void> {
    return this.#inTurn.run(() => this.#settle());
  }

  /** Cuts off what a failed write left, as `AppendFile.repair` does. Nothing may be on its way. */
  repair(): Promise<void> {
    return this.#inTurn.run(async () => {
      // Whichever sync failed: what counts is written once more.
      await this.#putInPlace();
      await this.#options.journal.remove();
      this.#fault = undefined;
      for (const file of this.all) await file.repair();
    });
  }

  /** Closes the files. What counts, and is not settled, is in the journal. */
  async close(): Promise<void> {
    for (const file of this.all) await file.close();
  }

  #isForJournal(parts: Parts): boolean {
    const { journal } = this.#options;
    const length = lengthOf(parts.flat());
    if (length > JOURNALLED_BYTES || !journal.isReady()) return false;
    if (journal.hasRoom(length)) return true;
    // Who appends next hears of what goes wrong.
    this.settle().catch(() => undefined);
    return false;
  }

  async #appendByJournal(parts: Parts): Promise<Ends> {
    const { first, journal } = this.#options;
    const files = this.all.map(({ end: position }, at) => ({ position, parts: parts[at]! }));
    const record = journal.place({ first, files });
    const placed = record.parts.map(({ bytes }) => (bytes.length > 0 ? [bytes] : []));
    const kept = journal.write(record);
    const written = settleAll(this.#appendEach(placed, false));
    this.#journalled = Promise.allSettled([kept, written]);
    await this.#journalled;
    await kept;
    return written;
  }

  #appendEach(parts: Parts, durable: boolean): Promise<number | undefined>[] {
    return this.all.map(async (file, at) =>
      parts[at]!.length > 0 ? file.append(parts[at]!, durable) : undefined,
    );
  }

  async #settle(): Promise<void> {
    const { journal } = this.#options;
    if (journal.isEmpty) return;
    journal.hold();
    try {
      await this.#journalled;
      if (this.#fault) await this.#putInPlace();
      else await settleAll(this.all.map((file) => file.sync()));
      await journal.empty();
      this.#fault = undefined;
    } catch (error) {
      this.#fault = error as Error;
      throw error;
    } finally {
      journal.release();
    }
  }

  /** Writes once more what counts of the journal: after an error of a sync the system may have forgotten it. */
  async #putInPlace(): Promise<void> {
    const { dir, storage, journal } = this.#options;
    const counted = journal.records.filter(({ parts }) =>
      parts.every(({ position, bytes }, at) => position + bytes.length <= this.all[at]!.size),
    );
    if (await putInPlace(storage, dir, counted)) return;
    throw staleError(segmentAt(dir, this.#options.first).path, 'or a file beside it was cut');
  }
}

/** Resolves to what all resolve to; rejects only once all are over. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason as Error;
    return result.value;
  });
}

/** Bytes of all parts together. */
export function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
