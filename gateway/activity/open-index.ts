/** Opens the index's database. It holds no evidence: what is wrong with it is mended by making it anew. */
import { chmodSync, closeSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA, VERSION } from './schema.ts';

/** An open index, and whether its file is still the one that was opened. */
export interface OpenIndex {
  db: DatabaseSync;
  isThere(): boolean;
}

/** The index in `file`, made anew where it is missing, damaged or of another version. Throws the system's error. */
export function openIndex(file: string): OpenIndex {
  try {
    return open(file);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return remakeIndex(file);
  }
}

/** A new index in place of what is there. */
export function remakeIndex(file: string): OpenIndex {
  for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
  return open(file);
}

/** Whether the database is not what was written: SQLITE_CORRUPT, SQLITE_NOTADB, or a table that is not as it was made. */
export function isDamage(error: unknown): boolean {
  const { errcode, message } = error as { errcode?: number; message?: string };
  if (error instanceof OtherVersion) return true;
  return errcode === 11 || errcode === 26 || /no such (table|column)/.test(message ?? '');
}

class OtherVersion extends Error {
  override readonly name = 'OtherVersion';
}

function open(file: string): OpenIndex {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const { ino } = statSync(file);
  const db = new DatabaseSync(file, { timeout: 1000, defensive: true });
  try {
    // What a crash takes back is read again from the ledger, so that nothing waits for the disk.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384');
    const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
    if (version === 0) db.exec(`BEGIN; ${SCHEMA} COMMIT`);
    else if (version !== VERSION) throw new OtherVersion('the index is of another version');
    return { db, isThere: () => statSync(file, { throwIfNoEntry: false })?.ino === ino };
  } catch (error) {
    db.close();
    throw error;
  }
}
