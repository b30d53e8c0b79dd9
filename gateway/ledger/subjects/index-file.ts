/** The file of the subject index: its tables, and that they hold what was put in. */
import { createHmac } from 'node:crypto';
import { chmodSync, closeSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { RowSum } from './row-sum.ts';

const VERSION = 3;
const SCHEMA = `
  CREATE TABLE progress (next INTEGER NOT NULL, key_check BLOB NOT NULL, sum BLOB NOT NULL);
  CREATE TABLE seen (pseudonym BLOB NOT NULL, exchange BLOB NOT NULL, PRIMARY KEY (pseudonym, exchange)) WITHOUT ROWID;
  CREATE INDEX seen_exchange ON seen (exchange);
  CREATE TABLE exchanges (exchange BLOB PRIMARY KEY, connection TEXT NOT NULL, time TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE asked (approval TEXT NOT NULL, exchange BLOB NOT NULL, PRIMARY KEY (approval, exchange)) WITHOUT ROWID;
  CREATE INDEX asked_exchange ON asked (exchange);
  PRAGMA user_version = ${VERSION};`;

/** In the order in which they are written. */
export const TABLES = [
  { table: 'seen', columns: ['pseudonym', 'exchange'] },
  { table: 'exchanges', columns: ['exchange', 'connection', 'time'] },
  { table: 'asked', columns: ['approval', 'exchange'] },
] as const;

/** A data subject. */
export interface Subject {
  type: string;
  value: string;
}

/** Nobody, by whose pseudonym the key is told: no type is empty. */
const CHECKED: Subject = { type: '', value: '' };

/** Opens a file, or makes it anew where it is missing, damaged, of another version or made with another key. */
export function openOrMake(file: string, key: Buffer): DatabaseSync {
  try {
    return open(file, key);
  } catch {
    return makeAnew(file, key);
  }
}

/** Makes one anew, empty. */
export function makeAnew(file: string, key: Buffer): DatabaseSync {
  removeFiles(file);
  return open(file, key);
}

/**
 * Whether an index holds what was put in, row by row: a row that is damaged may pass for one of somebody else, and an exchange that
 * nobody finds is not erased. Reads all of it, of one moment, and changes nothing.
 */
export function isSound(file: string, key: Buffer): boolean {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    db.exec('BEGIN');
    // What is looked up is looked up by indexes.
    if (db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'] !== 'ok') return false;
    const sum = new RowSum(key);
    for (const { table, columns } of [...TABLES, { table: 'progress', columns: ['next'] }])
      for (const row of db.prepare(`SELECT ${columns.join(', ')} FROM ${table}`).iterate())
        sum.turn(table, readRow(row, columns));
    return sum.bytes.equals(readSum(db));
  } catch {
    return false;
  } finally {
    db.close();
  }
}

/** The columns of a row, in their order. */
export function readRow(row: Record<string, unknown>, columns: readonly string[]) {
  return columns.map((name) => row[name] as string | number | Uint8Array);
}

/** The sum over the rows, as it was kept. */
export function readSum(db: DatabaseSync): Buffer {
  return Buffer.from(db.prepare('SELECT sum FROM progress').get()!['sum'] as Uint8Array);
}

/** What stands for a subject. */
export function pseudonymOf(key: Buffer, { type, value }: Subject): Buffer {
  return createHmac('sha256', key).update(`${type}\0${value}`).digest();
}

function removeFiles(file: string): void {
  for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
}

function open(file: string, key: Buffer): DatabaseSync {
  const keyCheck = pseudonymOf(key, CHECKED);
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const db = new DatabaseSync(file, { timeout: 1000, defensive: true });
  try {
    // What a crash takes back is indexed again, so that nothing waits for the disk.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
    const check = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
    if (check !== 'ok') throw new Error('the index is damaged');
    if (version === 0) {
      db.exec(SCHEMA);
      const sum = new RowSum(key);
      sum.turn('progress', [0]);
      db.prepare('INSERT INTO progress VALUES (0, ?, ?)').run(keyCheck, sum.bytes);
    } else if (version !== VERSION) throw new Error('the index is of another version');
    // Nobody who is in it would be found, and nothing of them erased.
    const made = db.prepare('SELECT key_check FROM progress').get()?.['key_check'];
    if (!keyCheck.equals((made as Uint8Array | undefined) ?? Buffer.alloc(0)))
      throw new Error('the index was made with another key');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
