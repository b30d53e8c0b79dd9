import { chmodSync, closeSync, existsSync, openSync, statSync, type Stats } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../errors.ts';

/** What is in a database, and how surely it is kept. */
export interface DatabaseOptions {
  /** Named in faults. */
  name: string;
  /** Makes the tables; sets `user_version` to `version`. */
  schema: string;
  version: number;
  /** What a file of an older Regent costs whoever deletes it. */
  deleted: string;
  /** `FULL`: what is committed is on disk. `NORMAL`: it outlives the process, and no commit waits for the disk. */
  synchronous: 'FULL' | 'NORMAL';
}

/** An open database, and a look at whether its file is still the one that was opened. */
export interface OpenDatabase {
  db: DatabaseSync;
  /** Throws unless the file is where it was, and readable and writable by its owner alone. */
  verify: () => void;
}

/** How long a statement waits for another process's transaction, in milliseconds; the event loop waits too. */
const BUSY_TIMEOUT = 1000;
const OWNER_ONLY = 0o600;

/**
 * Opens a file, or makes it. What is deleted in it is overwritten (`secure_delete`): it may hold personal data.
 *
 * Throws a SetupError for a file that cannot be written, is corrupt, or comes from a newer Regent.
 */
export function openDatabase(file: string, options: DatabaseOptions): OpenDatabase {
  let db: DatabaseSync | undefined;
  try {
    const opened = claimFile(file);
    db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, defensive: true });
    prepareDatabase(db, options);
    return { db, verify: () => verifyFile(file, opened) };
  } catch (error) {
    db?.close();
    const why = error instanceof Error ? error.message : String(error);
    throw new SetupError([`${options.name}: ${file} cannot be used: ${why}`], error);
  }
}

/** SQLite gives its side files the mode of the main one, but a restored volume may have widened them. */
function claimFile(file: string): Stats {
  if (!existsSync(file)) closeSync(openSync(file, 'a', OWNER_ONLY));
  if ((statSync(file).mode & 0o200) === 0) throw new Error('it is read-only');
  for (const each of [file, `${file}-wal`, `${file}-shm`]) {
    if (existsSync(each)) chmodSync(each, OWNER_ONLY);
  }
  return statSync(file);
}

/** SQLite goes on writing to a file that was deleted or replaced; those writes would be lost. */
function verifyFile(file: string, opened: Stats): void {
  const found = statSync(file);
  if (found.ino !== opened.ino || found.dev !== opened.dev) {
    throw new Error(`${file} was replaced while it was open`);
  }
  if ((found.mode & 0o777) !== OWNER_ONLY) {
    throw new Error(`${file} must be readable and writable by its owner alone`);
  }
}

function prepareDatabase(
  db: DatabaseSync,
  { schema, version, deleted, synchronous }: DatabaseOptions,
): void {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') throw new Error('its file system does not support write-ahead logging');
  db.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA secure_delete = ON`);
  const check = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (check !== 'ok') throw new Error(`it is corrupt: ${String(check)}`);
  db.exec('BEGIN IMMEDIATE');
  const found = db.prepare('PRAGMA user_version').get()?.['user_version'];
  if (found === 0) db.exec(schema);
  else if (Number(found) < version) {
    throw new Error(`it comes from an older Regent; delete it, and ${deleted}`);
  } else if (found !== version) {
    throw new Error(`its schema has version ${String(found)}, not ${version}`);
  }
  db.exec('COMMIT');
}
