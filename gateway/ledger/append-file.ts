/** A file that only grows: it knows what is durable and trusts nothing after it. */
import { basename, dirname } from 'node:path';
import { writeAll, type Storage, type StorageFile } from './storage.ts';

/**
 * A file of the ledger, open or to be opened. Several appends may be on their way at once, each through a descriptor of its own:
 * Linux tells an error of writing back to each descriptor once, so that of two writes through the same one the wrong one could
 * hear of it, and the other pass for durable.
 */
export class AppendFile {
  readonly #storage: Storage;
  readonly path: string;
  readonly #how: true | 'in-order';
  #size: number;
  #end: number;
  /** Resolves when the last append is over. */
  #last: Promise<unknown> = Promise.resolve();
  #open: StorageFile[] = [];
  /** Those of them that nothing is being written through. */
  #free: StorageFile[] = [];
  /** The one through which is written what `sync` makes durable. */
  #plain: StorageFile | undefined;

  /**
   * `size` is what is durable of it, in bytes; a file of size 0 need not exist. `how` it is opened (`Storage.open`): `in-order`
   * for one that is appended to all the time, for appends need not wait then for those before.
   */
  constructor(storage: Storage, path: string, size = 0, how: true | 'in-order' = true) {
    this.#storage = storage;
    this.path = path;
    this.#how = how;
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
    this.#free.push(await this.#openAnother());
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
      this.#free.push(await this.#openAt({ create: false, cut: true }));
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
    const done = durable
      ? this.#write(bytes, position, this.#last)
      : this.#writePlain(bytes, position);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #write(bytes: Buffer, position: number, before: Promise<unknown>): Promise<number> {
    const file = this.#free.pop() ?? (await this.#openAnother());
    // What was appended before is in the file, although perhaps not on the disk, or will be first: whoever reads beside finds no
    // hole.
    const { size, coming = 0 } = this.#check(file, this.#size, position);
    if (Math.max(size, coming) < position) {
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

  /** Not durable: whoever gave it has it in another file, and hears by `sync` of what else was changed. */
  async #writePlain(bytes: Buffer, position: number): Promise<number> {
    const file = (this.#plain ??= await this.#openAnother(false));
    const end = position + bytes.length;
    if (!file.reaches(position)) this.#check(file, position, position);
    await writeAll(file, bytes, position);
    return end;
  }

  /**
   * Makes durable what was appended without being it. Of an error the system tells it, whoever else heard of it. Rejects with
   * the system's error; then only `repair` may follow.
   */
  async sync(): Promise<void> {
    const file = this.#plain;
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
    this.#plain = undefined;
    // What counts was confirmed by fdatasync(2); an error here says nothing about it.
    for (const file of files) await file.close().catch(() => undefined);
  }

  #openAnother(durable = true): Promise<StorageFile> {
    return this.#openAt({ create: this.#size === 0, cut: false }, durable);
  }

  async #openAt(may: { create: boolean; cut: boolean }, durable = true): Promise<StorageFile> {
    const file = await this.#storage.open(this.path, may.create, durable && this.#how);
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

  /**
   * Measures the file. Throws where somebody else deleted, cut or wrote it: what is confirmed from now on would not be there.
   */
  #check(file: StorageFile, least: number, most: number): ReturnType<StorageFile['measure']> {
    const measured = file.measure();
    const { links, size } = measured;
    const name = basename(this.path);
    if (links === 0) throw Object.assign(new Error(`${name} was deleted`), { code: 'ENOENT' });
    if (size < least || size > most) {
      const what = `${name} has ${size} bytes instead of ${least}`;
      throw Object.assign(new Error(`${what}: another program changed it`), { code: 'ESTALE' });
    }
    return measured;
  }
}
