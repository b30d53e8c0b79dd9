/** Where the bodies of requests and answers are recorded, encrypted. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileStorage, type Storage } from '../storage.ts';
import { Budget } from './budget.ts';
import { objectsOf } from './object-path.ts';
import { BodyRecorder, type RecordedBody } from './recorder.ts';
import { UNFINISHED, type SpoolPlace } from './spool.ts';

/** Encrypted bytes that wait in memory for their entries; a body that finds no room is spooled to disk. */
const MEMORY = 64 * 2 ** 20;

/** How bodies are stored. */
export interface BodyStoreOptions {
  /** Directory of the ledger. */
  dir: string;
  storage?: Storage;
  /** Bytes that all bodies together may hold in memory. */
  memory?: number;
}

/** The store of a ledger's bodies. */
export class BodyStore {
  readonly #place: SpoolPlace;
  readonly #budget: Budget;
  readonly #made = new Map<string, Promise<void>>();

  private constructor({ dir, storage = fileStorage, memory = MEMORY }: BodyStoreOptions) {
    this.#budget = new Budget(memory);
    this.#place = { dir, storage, makeDirectory: (path) => this.#makeDirectory(path) };
  }

  /** Opens the store, and removes what a crash left unfinished. */
  static async open(options: BodyStoreOptions): Promise<BodyStore> {
    const objects = objectsOf(options.dir);
    const names = await readdir(objects).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const left = names.filter((name) => name.startsWith(UNFINISHED));
    await Promise.all(left.map((name) => rm(join(objects, name), { force: true })));
    return new BodyStore(options);
  }

  /** Begins to record a body, of which `limit` bytes are kept. `key` must encrypt nothing else. */
  begin(key: Buffer, limit: number): BodyRecorder {
    return new BodyRecorder(key, limit, this.#place, this.#budget);
  }

  /** Records a body that is there as a whole. Rejects with a Refusal `ledger-unavailable`. */
  async put(key: Buffer, bytes: Buffer, limit = Infinity): Promise<RecordedBody> {
    const recorder = this.begin(key, limit);
    await recorder.write(bytes);
    return recorder.finish();
  }

  /** Who comes second waits too until the directory's own entry is durable. */
  #makeDirectory(path: string): Promise<void> {
    let making = this.#made.get(path);
    if (!making) {
      making = this.#place.storage.makeDirectory(path);
      this.#made.set(path, making);
      making.catch(() => this.#made.delete(path));
    }
    return making;
  }
}
