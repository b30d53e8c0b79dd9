/** A file that only grows: it knows what is durable and trusts nothing after it. */
import { basename, dirname } from 'node:path';
import { writeAll, type Storage, type StorageFile } from './storage.ts';

/** A file of the ledger, open or to be opened; the caller sees to it that one call runs at a time. */
export class AppendFile {
  readonly #storage: Storage;
  readonly path: string;
  #size: number;
  #unconfirmed = 0;
  #file: StorageFile | undefined;

  /** `size` is what is durable of it, in bytes; a file of size 0 need not exist. */
  constructor(storage: Storage, path: string, size = 0) {
    this.#storage = storage;
    this.path = path;
    this.#size = size;
  }

  /** Bytes that are durable and count. */
  get size(): number {
    return this.#size;
  }

  /** Opens the file, which it may create. Rejects with the system's error, and with `ESTALE` where it has another length. */
  async open(): Promise<void> {
    this.#file = await this.#openAt({ create: this.#size === 0, cut: false });
  }

  /**
   * Cuts off what lies after the durable part: what a crash or a failed write left. After a failed
   * fdatasync(2) the kernel may show bytes that are not on disk, so only what an earlier one
   * confirmed is kept. A file of size 0 that is not there stays so.
   */
  async repair(): Promise<void> {
    await this.close();
    try {
      this.#file = await this.#openAt({ create: false, cut: true });
    } catch (error) {
      if (this.#size > 0 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** Writes after the durable part; durable when it resolves, and counts once it is confirmed. */
  async append(parts: readonly Buffer[]): Promise<void> {
    this.#file ??= await this.#openAt({ create: this.#size === 0, cut: false });
    // Before too: a write past the end of a file that was cut fills up what is missing with zeros.
    this.#check(this.#file, this.#size);
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    await writeAll(this.#file, bytes, this.#size);
    await this.#file.sync();
    this.#check(this.#file, this.#size + bytes.length);
    this.#unconfirmed = bytes.length;
  }

  /** What was appended last counts from here on. */
  confirm(): void {
    this.#size += this.#unconfirmed;
    this.#unconfirmed = 0;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#unconfirmed = 0;
    // What counts was confirmed by fdatasync(2); an error here says nothing about it.
    await file?.close().catch(() => undefined);
  }

  async #openAt(may: { create: boolean; cut: boolean }): Promise<StorageFile> {
    const file = await this.#storage.open(this.path, may.create, true);
    try {
      // Cut off is what no fdatasync(2) confirmed; a file that nobody here wrote to is left as it is.
      const found = file.measure().size;
      if (found < this.#size || !may.cut) this.#check(file, this.#size);
      if (found > this.#size) await file.truncate(this.#size);
      await file.sync();
      await this.#storage.syncDirectory(dirname(this.path));
      this.#check(file, this.#size);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Somebody else deleted, cut or wrote the file: what is confirmed from now on would not be there. */
  #check(file: StorageFile, size: number): void {
    const found = file.measure();
    const name = basename(this.path);
    if (found.links === 0)
      throw Object.assign(new Error(`${name} was deleted`), { code: 'ENOENT' });
    if (found.size !== size) {
      const what = `${name} has ${found.size} bytes instead of ${size}`;
      throw Object.assign(new Error(`${what}: another program changed it`), { code: 'ESTALE' });
    }
  }
}
