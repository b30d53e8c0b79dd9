/**
 * One writer a directory. Node has no flock(2); an SQLite file held in an exclusive transaction
 * rests on fcntl(2) locks, which the kernel releases when the process ends, however it ends. The lock is of the file, not of its
 * name: who deletes the file would let another in, so that whoever holds it looks whether it is still there.
 */
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
// oxlint-disable-next-line no-restricted-imports -- only as a lock: nothing is stored, and Node offers no other
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../errors.ts';

const NAME = 'lock.db';
const SQLITE_BUSY = 5;

/** Milliseconds: how often whoever holds a lock looks at it, and in which time it has done so. */
const LOOK_EVERY = 250;
const LOOKED = 3 * LOOK_EVERY;

/** A lock that is held. */
export interface DirectoryLock {
  /**
   * Makes sure that it is held: one whose file was deleted is taken once more. Throws, with the code `ELOCK`, where another has the
   * directory now, and from then on; with `ENOENT` where the file cannot be made.
   */
  check(): void;
  /** Calls `report` where another has the directory, also while nobody checks. */
  onLost(report: (error: Error) => void): void;
  release(): void;
}

/** Takes the directory's lock. Throws SetupError where another holds it. */
export function lockDirectory(dir: string): DirectoryLock {
  return new FileLock(dir);
}

/** The same, but where the file is not there in a directory that has others: whoever writes there makes it again first. */
export async function lockUsedDirectory(dir: string): Promise<DirectoryLock> {
  const names = readdirSync(dir);
  if (names.length > 0 && !names.includes(NAME)) await sleep(LOOKED);
  return lockDirectory(dir);
}

class FileLock implements DirectoryLock {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;
  #held: Held;
  #lost: Error | undefined;
  #report: (error: Error) => void = () => undefined;

  constructor(dir: string) {
    this.#path = join(dir, NAME);
    try {
      this.#held = lockFile(this.#path);
    } catch (error) {
      throw new SetupError([explainFailure(dir, this.#path, error)], error);
    }
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY).unref();
  }

  check(): void {
    if (this.#lost) throw this.#lost;
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found?.ino === this.#held.ino && found.dev === this.#held.dev) return;
    this.#takeAgain();
  }

  onLost(report: (error: Error) => void): void {
    this.#report = report;
  }

  release(): void {
    clearInterval(this.#timer);
    this.#held.database.close();
  }

  #takeAgain(): void {
    try {
      const again = lockFile(this.#path);
      this.#held.database.close();
      this.#held = again;
    } catch (error) {
      if (!isBusy(error)) {
        const text = `${NAME} was deleted and cannot be made again (${(error as Error).message})`;
        throw Object.assign(new Error(text, { cause: error }), { code: 'ENOENT' });
      }
      const text = `${NAME} was deleted, and another gateway has it now: stop one of the two, and start this one again`;
      this.#lost = Object.assign(new Error(text), { code: 'ELOCK' });
      throw this.#lost;
    }
  }

  /** What is wrong is told to whoever wants to write. */
  #look(): void {
    try {
      this.check();
    } catch {
      // Told then, but where nothing can be done about it.
    }
    if (!this.#lost) return;
    clearInterval(this.#timer);
    this.#report(this.#lost);
  }
}

/** A file that is locked. Never opened otherwise by this process: closing it again would release the lock (fcntl(2)). */
interface Held {
  database: DatabaseSync;
  ino: number;
  dev: number;
}

function lockFile(path: string): Held {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    // Without a journal file: the lock must be had on a full disk too, where entries then say so.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    chmodSync(path, 0o600);
    const { ino, dev } = statSync(path);
    return { database, ino, dev };
  } catch (error) {
    database?.close();
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === SQLITE_BUSY;
}

function explainFailure(dir: string, path: string, error: unknown): string {
  if (isBusy(error))
    return `the ledger ${dir} is in use by another gateway: stop that one, or give this one its own gateway.state_dir`;
  return `the ledger's lock ${path} cannot be taken (${(error as Error).message}): make the directory writable for the gateway's user, on a local disk`;
}
