/** A file that only grows: it knows what is durable and trusts nothing after it. */
import { basename, dirname } from 'node:path';
import { staleError } from './stale-error.ts';
import { writeAll, type HowToWrite, type Storage, type StorageFile } from './storage.ts';

const DURABLE: HowToWrite = { durable: true };
const IN_ORDER: HowToWrite = { durable: true, inOrder: true };
const PLAIN: HowToWrite = { inOrder: true };

/**
 * A file of the ledger, open or to be opened. Several appends may be on their way at once: in order, one after the other, or each
 * through a descriptor of its own. Linux tells an error of writing back to each descriptor once, so that of two writes through the
 * same one at the same time the wrong one could hear of it, and the other pass for durable.
 */
export class AppendFile {
  readonly #storage: Storage;
  readonly path: string;
  readonly #inOrder: boolean;
  #size: number;
  #end: number;
  /** Resolves when the last append is over. */
  #last: Promise<unknown> = Promise.resolve();
  #open: StorageFile[] = [];
  /** Those of them that nothing is being written through; not those of appends in order. */
  #free: StorageFile[] = [];
  /** Those through which appends in order go, and those that need not be durable. */
  #ordered: { durable?: StorageFile; plain?: StorageFile } = {};
  /** Settles when one of the two is open. */
  #opening: Promise<unknown> | undefined;

  /**
   * `size` is what is durable of it, in bytes; a file of size 0 need not exist. `inOrder` for one that is appended to all the time,
   * for appends need not wait then until those before are in the file.
   */
  constructor(storage: Storage, path: string, size = 0, inOrder = false) {
    this.#storage = storage;
    this.path = path;
    this.#inOrder = inOrder;
    this.#size = size;
    this.#end = size;
  }

  /** Bytes that are durable and count. */
  get size(): number {
    return this.#size;
  }

  /** Where what is on its way ends. */
  get end(): number {
    return this.#end;
  }

  /** Opens the file, which it may create. Rejects with the system's error, and with `ESTALE` where it has another length. */
  async open(): Promise<void> {
    this.#keep(await this.#openAnother());
  }

  /**
   * Cuts off what lies after the durable part: what a crash or a failed write left. After a failed
   * fdatasync(2) the kernel may show bytes that are not on disk, so only what an earlier one
   * confirmed is kept. A file of size 0 that is not there stays so. Nothing may be on its way.
   */
  async repair(): Promise<void> {
    await this.close();
    this.#end = this.#size;
    try {
      this.#keep(await this.#openAt({ create: false, cut: true }));
    } catch (error) {
      if (this.#size > 0 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /**
   * Writes after what was appended before, which may be on its way still. Resolves to where it ends once it is durable; it
   * counts once it is confirmed, as all before it must be first. After a rejection only `repair` may follow. Where it need not be
   * `durable` itself, nothing else may be on its way, and `sync` follows.
   */
  append(parts: readonly Buffer[], durable = true): Promise<number> {
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const position = this.#end;
    this.#end += bytes.length;
    const kind = durable ? 'durable' : 'plain';
    const done =
      durable && !this.#inOrder
        ? this.#write(bytes, position, this.#last)
        : this.#writeInOrder(bytes, position, kind);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Given on at once where the file is open: whoever appends may not come to an end of its turn for long. */
  async #writeInOrder(bytes: Buffer, position: number, kind: 'durable' | 'plain'): Promise<number> {
    // They go on in the order in which they came here.
    while (this.#opening) await this.#opening.catch(() => undefined);
    const file = this.#ordered[kind] ?? (await this.#openOrdered(kind));
    // The thread does not know the name of what is not durable.
    if (kind === 'plain' && !file.isNamed()) throw this.#deleted();
    await writeAll(file, bytes, position);
    if (kind === 'durable') await file.sync();
    return position + bytes.length;
  }

  async #write(bytes: Buffer, position: number, before: Promise<unknown>): Promise<number> {
    const file = this.#free.pop() ?? (await this.#openAnother());
    // What was appended before is in the file, although perhaps not on the disk, or will be first: whoever reads beside finds no
    // hole.
    if (this.#check(file, this.#size, position) < position) {
      await before;
      // A write past the end of a file that was cut would fill up what is missing with zeros.
      this.#check(file, position, position);
    }
    await writeAll(file, bytes, position);
    await file.sync();
    const end = position + bytes.length;
    this.#check(file, end, this.#end);
    this.#free.push(file);
    return end;
  }

  /**
   * Makes durable what was appended without being it. Of an error the system tells it, whoever else heard of it. Rejects with
   * the system's error; then only `repair` may follow.
   */
  async sync(): Promise<void> {
    const file = this.#ordered.plain;
    if (!file) return;
    await file.sync();
    this.#check(file, this.#size, this.#end);
  }

  /** What was appended up to `end` counts from here on. */
  confirm(end: number): void {
    this.#size = end;
  }

  async close(): Promise<void> {
    const files = this.#open;
    this.#open = [];
    this.#free = [];
    this.#ordered = {};
    // What counts was confirmed by fdatasync(2); an error here says nothing about it.
    for (const file of files) await file.close().catch(() => undefined);
  }

  #keep(file: StorageFile): void {
    if (this.#inOrder) this.#ordered.durable = file;
    else this.#free.push(file);
  }

  #openOrdered(kind: 'durable' | 'plain'): Promise<StorageFile> {
    const how = kind === 'durable' ? IN_ORDER : PLAIN;
    const opening = this.#openAnother(how)
      .then((file) => (this.#ordered[kind] = file))
      .finally(() => (this.#opening = undefined));
    this.#opening = opening;
    return opening;
  }

  #openAnother(how?: HowToWrite): Promise<StorageFile> {
    return this.#openAt({ create: this.#size === 0, cut: false }, how);
  }

  async #openAt(
    may: { create: boolean; cut: boolean },
    how: HowToWrite = this.#inOrder ? IN_ORDER : DURABLE,
  ): Promise<StorageFile> {
    const file = await this.#storage.open(this.path, may.create, how);
    try {
      // Cut off is what no fdatasync(2) confirmed; a file that nobody here wrote to is left as it is.
      const found = file.measure().size;
      if (found < this.#size || !may.cut) this.#check(file, this.#size, this.#end);
      else if (found > this.#size) await file.truncate(this.#size);
      await file.sync();
      await this.#storage.syncDirectory(dirname(this.path));
      this.#check(file, this.#size, this.#end);
      this.#open.push(file);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Gives the file's length. Throws where somebody else deleted, cut or wrote it: what is confirmed from now on would not be there. */
  #check(file: StorageFile, least: number, most: number): number {
    const { links, size } = file.measure();
    if (links === 0) throw this.#deleted();
    if (size < least || size > most)
      throw staleError(this.path, `has ${size} bytes instead of ${least}`);
    return size;
  }

  #deleted(): Error {
    return Object.assign(new Error(`${basename(this.path)} was deleted`), { code: 'ENOENT' });
  }
}
