/**
 * One writer a directory. Node has no flock(2); an SQLite file held in an exclusive transaction
 * rests on fcntl(2) locks, which the kernel releases when the process ends, however it ends.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
// oxlint-disable-next-line no-restricted-imports -- only as a lock: nothing is stored, and Node offers no other
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../errors.ts';

const SQLITE_BUSY = 5;

/** Takes the directory's lock and returns what releases it. Throws SetupError where another holds it. */
export function lockDirectory(dir: string): () => void {
  const path = join(dir, 'lock.db');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    // Without a journal file: the lock must be had on a full disk too, where entries then say so.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    chmodSync(path, 0o600);
  } catch (error) {
    database?.close();
    throw new SetupError([explainFailure(dir, path, error)], error);
  }
  return () => database.close();
}

function explainFailure(dir: string, path: string, error: unknown): string {
  if ((error as { errcode?: number }).errcode === SQLITE_BUSY)
    return `the ledger ${dir} is in use by another gateway: stop that one, or give this one its own gateway.state_dir`;
  return `the ledger's lock ${path} cannot be taken (${(error as Error).message}): make the directory writable for the gateway's user, on a local disk`;
}
