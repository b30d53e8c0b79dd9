/** Keeps the index up with the ledger: in small transactions, made anew where it is missing, damaged or of another ledger. */
import { setImmediate as turn } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { EvidenceDamage } from '../ledger/read/damage.ts';
import { Pauses } from '../pauses.ts';
import { isDamage, openIndex, remakeIndex, type OpenIndex } from './open-index.ts';
import { readPlaces } from './read-places.ts';
import { readTail, type PlacedEntry } from './read-tail.ts';
import { EntryWriter, isContinued } from './write-entries.ts';

/** Entries of one transaction. */
const AT_ONCE = 500;
/** Milliseconds before another try. */
const RETRY = { first: 500, last: 5000 };

/** What the keeper is told, and whom it tells. */
export interface KeeperOptions {
  /** Directory of the ledger. */
  dir: string;
  /** File of the index. */
  file: string;
  /** These requests (`seq`) have changed. */
  changed: (requests: ReadonlySet<number>) => void;
  /** How it goes, after each step. */
  told: (state: KeeperState) => void;
}

/** How far the index is. */
export interface KeeperState {
  /** The first entry that is not indexed. */
  next: number;
  /** Why it cannot be kept now; absent while it can. */
  error?: string;
}

interface Kept {
  index: OpenIndex;
  writer: EntryWriter;
  /** It is known to be of this ledger: before that nothing of it may be shown. */
  isChecked: boolean;
}

/** The index of one ledger. */
export class IndexKeeper {
  readonly #options: KeeperOptions;
  #kept: Kept | undefined;
  /** The last entry that is durable. */
  #durable = -1;
  #working: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  readonly #pauses = new Pauses(RETRY);
  #closed = false;
  readonly #checked = Promise.withResolvers<void>();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Settles once the index has been checked for the first time, or could not be. */
  get checked(): Promise<void> {
    return this.#checked.promise;
  }

  /** Entries up to this one are durable. */
  reach(durable: number): void {
    this.#durable = Math.max(this.#durable, durable);
    if (!this.#closed && !this.#retry) this.#working ??= this.#work();
  }

  /** Asks the index, once it is checked. What shows that it is damaged has it made anew. Throws SQLite's or the system's error. */
  query<T>(ask: (db: DatabaseSync) => T): T {
    if (this.#kept?.isChecked !== true)
      throw new Error('it is not known yet whether the index is of this ledger');
    try {
      return ask(this.#kept.index.db);
    } catch (error) {
      if (isDamage(error)) this.#remake();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#working;
    this.#drop();
  }

  async #work(): Promise<void> {
    try {
      await this.#check();
      while (!this.#closed && this.#open().writer.progress.next <= this.#durable)
        await this.#follow(this.#durable);
      this.#pauses.reset();
      this.#tell();
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      this.#working = undefined;
    }
  }

  /** Before anything is added: whether the index ends with an entry of this ledger. */
  async #check(): Promise<void> {
    if (this.#kept?.isChecked === true && this.#kept.index.isThere()) return;
    this.#drop();
    const { writer } = this.#open();
    const { progress } = writer;
    const seq = progress.next - 1;
    // The line is found by the place of the one behind it only where that is read anyway; so the segment is read.
    const before = seq < 0 ? undefined : await this.#lineOf(seq);
    if (isContinued(progress, before)) this.#open().isChecked = true;
    else this.#remake();
    this.#checked.resolve();
  }

  async #lineOf(seq: number): Promise<Buffer | undefined> {
    if (seq > this.#durable) return undefined;
    const { dir } = this.#options;
    const known = this.#open().index.db.prepare('SELECT place FROM entries WHERE seq = ?').get(seq);
    if (known)
      return (await readPlaces(dir, [{ seq, place: Number(known['place']) }])).get(seq)?.line;
    const start = { next: seq, segment: -1, place: 0 };
    for await (const { line } of readTail(dir, start, seq)) return line;
    return undefined;
  }

  async #follow(last: number): Promise<void> {
    let batch: PlacedEntry[] = [];
    const { progress } = this.#open().writer;
    let read = progress.next;
    for await (const placed of readTail(this.#options.dir, progress, last)) {
      if (this.#closed) return;
      batch.push(placed);
      read = placed.entry.seq + 1;
      if (batch.length < AT_ONCE) continue;
      this.#write(batch);
      batch = [];
      // Whoever asks meanwhile is answered.
      await turn();
    }
    this.#write(batch);
    if (read <= last && batch.length === 0 && read === progress.next)
      throw new EvidenceDamage(`entry ${read} is not in the ledger`);
  }

  #write(batch: readonly PlacedEntry[]): void {
    const changed = this.#open().writer.write(batch);
    this.#tell();
    if (changed.size > 0) this.#options.changed(changed);
  }

  #open(): Kept {
    if (this.#kept) return this.#kept;
    const index = openIndex(this.#options.file);
    this.#kept = { index, writer: new EntryWriter(index.db), isChecked: false };
    return this.#kept;
  }

  #remake(): void {
    this.#drop();
    const index = remakeIndex(this.#options.file);
    this.#kept = { index, writer: new EntryWriter(index.db), isChecked: true };
    this.reach(this.#durable);
  }

  #drop(): void {
    if (this.#kept?.index.db.isOpen === true) this.#kept.index.db.close();
    this.#kept = undefined;
  }

  #tell(error?: string): void {
    const next = this.#kept?.writer.progress.next ?? 0;
    this.#options.told({ next, ...(error !== undefined && { error }) });
  }

  #fail(error: Error): void {
    if (this.#closed) return;
    try {
      if (isDamage(error)) this.#remake();
      else this.#drop();
    } catch {
      // Tried again below.
    }
    this.#options.told({ next: 0, error: error.message });
    this.#checked.resolve();
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.reach(this.#durable);
    }, this.#pauses.next()).unref();
  }
}
