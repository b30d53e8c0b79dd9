/** Which exchanges were about whom, by keyed pseudonyms. It holds no evidence, and can be made anew from the ledger. */
import { createHmac } from 'node:crypto';
import { chmodSync, closeSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { idToBytes, slotId } from '../seal/wrap.ts';

const VERSION = 2;
const SCHEMA = `
  CREATE TABLE progress (next INTEGER NOT NULL, key_check BLOB NOT NULL);
  CREATE TABLE seen (pseudonym BLOB NOT NULL, exchange BLOB NOT NULL, PRIMARY KEY (pseudonym, exchange)) WITHOUT ROWID;
  CREATE INDEX seen_exchange ON seen (exchange);
  CREATE TABLE exchanges (exchange BLOB PRIMARY KEY, connection TEXT NOT NULL, time TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE asked (approval TEXT NOT NULL, exchange BLOB NOT NULL, PRIMARY KEY (approval, exchange)) WITHOUT ROWID;
  CREATE INDEX asked_exchange ON asked (exchange);
  PRAGMA user_version = ${VERSION};`;

/** A data subject. */
export interface Subject {
  type: string;
  value: string;
}

/** Nobody, by whose pseudonym the key is told: no type is empty. */
const CHECKED: Subject = { type: '', value: '' };

/** What an entry says of its exchange. */
export interface Sighting {
  exchange: string;
  connection?: string;
  /** RFC 3339. */
  time: string;
  subjects: readonly Subject[];
  /** The approval that it asks for or uses. */
  approval?: string;
}

/** An exchange that was about somebody. */
export interface Sighted {
  exchange: string;
  connection: string;
  /** Of its first entry. */
  time: string;
}

/** The index; every method is synchronous, and short where few rows are concerned. */
export class SubjectIndex {
  readonly #db: DatabaseSync;
  readonly #key: Buffer;

  /** Opens the index in `file`, or makes it anew where it is missing, damaged, of another version or made with another key. */
  constructor(file: string, key: Buffer) {
    this.#key = key;
    this.#db = openOrMake(file, this.#pseudonym(CHECKED));
  }

  /** The first entry that is not indexed. */
  get next(): number {
    return Number(this.#db.prepare('SELECT next FROM progress').get()!['next']);
  }

  /** Adds sightings; `next` is the first entry that is not indexed then. */
  add(sightings: readonly Sighting[], next: number): void {
    const db = this.#db;
    const seen = db.prepare('INSERT OR IGNORE INTO seen VALUES (?, ?)');
    const first = db.prepare('INSERT OR IGNORE INTO exchanges VALUES (?, ?, ?)');
    const asked = db.prepare('INSERT OR IGNORE INTO asked VALUES (?, ?)');
    this.#change(() => {
      for (const { exchange, connection = '', time, subjects, approval } of sightings) {
        const id = idToBytes(exchange);
        if (subjects.length > 0) first.run(id, connection, time);
        for (const subject of subjects) seen.run(this.#pseudonym(subject), id);
        if (approval !== undefined) asked.run(approval, id);
      }
      db.prepare('UPDATE progress SET next = max(next, ?)').run(next);
    });
  }

  /** The exchanges that were about somebody, in order of time. */
  find(subject: Subject): Sighted[] {
    const rows = this.#db
      .prepare(
        `SELECT exchange, connection, time FROM seen JOIN exchanges USING (exchange)
         WHERE pseudonym = ? ORDER BY time`,
      )
      .all(this.#pseudonym(subject));
    return rows.map((row) => ({
      exchange: slotId(Buffer.from(row['exchange'] as Uint8Array)),
      connection: String(row['connection']),
      time: String(row['time']),
    }));
  }

  /** These exchanges, and those that asked for the same approvals: they are about the same request. */
  withAsked(exchanges: readonly string[]): string[] {
    const approvals = this.#db.prepare('SELECT approval FROM asked WHERE exchange = ?');
    const askers = this.#db.prepare('SELECT exchange FROM asked WHERE approval = ?');
    const all = new Set(exchanges);
    for (const id of all) {
      for (const { approval } of approvals.all(idToBytes(id))) {
        for (const { exchange } of askers.all(approval as string)) {
          all.add(slotId(Buffer.from(exchange as Uint8Array)));
        }
      }
    }
    return [...all];
  }

  /** Forgets exchanges: no page of the file holds them afterwards. */
  remove(exchanges: readonly string[]): void {
    const db = this.#db;
    const tables = ['seen', 'exchanges', 'asked'];
    const statements = tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE exchange = ?`));
    this.#change(() => {
      for (const id of exchanges) for (const statement of statements) statement.run(idToBytes(id));
    });
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#db.close();
  }

  /** All of it or nothing. A full disk may have ended the transaction by itself; one that is left open would stop all that follow. */
  #change(work: () => void): void {
    const db = this.#db;
    db.exec('BEGIN');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  #pseudonym({ type, value }: Subject): Buffer {
    return createHmac('sha256', this.#key).update(`${type}\0${value}`).digest();
  }
}

function openOrMake(file: string, keyCheck: Buffer): DatabaseSync {
  try {
    return open(file, keyCheck);
  } catch {
    for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
    return open(file, keyCheck);
  }
}

function open(file: string, keyCheck: Buffer): DatabaseSync {
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
      db.prepare('INSERT INTO progress VALUES (0, ?)').run(keyCheck);
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
