/** An encrypted body on its way into `objects/`: under a name of its own until it is whole. */
import { randomUUID, createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Storage, StorageFile } from '../storage.ts';
import { objectPath, objectsOf } from './object-path.ts';

/** Names of files that are not whole begin so. */
export const UNFINISHED = 'unfinished-';

/** Where bodies are spooled to. */
export interface SpoolPlace {
  /** Directory of the ledger. */
  dir: string;
  storage: Storage;
  /** Makes a directory, durably, once. */
  makeDirectory(path: string): Promise<void>;
}

/** One file. The caller sees to it that one call runs at a time. Every method rejects with the system's error. */
export class Spool {
  readonly #place: SpoolPlace;
  readonly #path: string;
  readonly #file: StorageFile;
  readonly #hash = createHash('sha256');
  #length = 0;

  private constructor(place: SpoolPlace, path: string, file: StorageFile) {
    this.#place = place;
    this.#path = path;
    this.#file = file;
  }

  static async open(place: SpoolPlace): Promise<Spool> {
    const objects = objectsOf(place.dir);
    await place.makeDirectory(objects);
    const path = join(objects, UNFINISHED + randomUUID());
    return new Spool(place, path, await place.storage.open(path, true));
  }

  async write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    let written = 0;
    while (written < bytes.length) {
      const count = await this.#file.write(bytes, written, this.#length + written);
      if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      written += count;
    }
    this.#length += bytes.length;
  }

  /** Makes the file durable under its digest, which it gives in hex. */
  async finish(): Promise<string> {
    const digest = this.#hash.digest('hex');
    const path = objectPath(this.#place.dir, digest);
    await this.#file.sync();
    await this.#file.close();
    await this.#place.makeDirectory(dirname(path));
    await rename(this.#path, path);
    await this.#place.storage.syncDirectory(dirname(path));
    return digest;
  }

  /** Removes the file. Never rejects: what is left is removed at the next start. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#path, { force: true }).catch(() => undefined);
  }
}
