/** Which exchanges were about whom, by keyed pseudonyms. It holds no evidence, and can be made anew from the ledger. */
import type { DatabaseSync } from 'node:sqlite';
import { checkIndex } from './check-thread/check-index.ts';
import { idToBytes, slotId } from '../seal/wrap.ts';
import {
  makeAnew,
  openOrMake,
  pseudonymOf,
  readRow,
  readSum,
  TABLES,
  type Subject,
} from './index-file.ts';
import { RowSum } from './row-sum.ts';

export type { Subject } from './index-file.ts';

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
  readonly #file: string;
  readonly #key: Buffer;
  #db: DatabaseSync;

  /** Opens the index in `file`, or makes it anew where it is missing, damaged, of another version or made with another key. */
  constructor(file: string, key: Buffer) {
    this.#file = file;
    this.#key = key;
    this.#db = openOrMake(file, key);
  }

  /** Whether it holds what was put in. Takes as long as to read all of it, and holds nobody up. */
  isSound(): Promise<boolean> {
    return checkIndex(this.#file, this.#key);
  }

  /** Begins anew, with nothing in it. */
  clear(): void {
    this.#db.close();
    this.#db = makeAnew(this.#file, this.#key);
  }

  /** The first entry that is not indexed. */
  get next(): number {
    return Number(this.#db.prepare('SELECT next FROM progress').get()!['next']);
  }

  /** Adds sightings; `next` is the first entry that is not indexed then. */
  add(sightings: readonly Sighting[], next: number): void {
    const db = this.#db;
    this.#change((sum) => {
      const inserts = TABLES.map(({ table, columns }) => {
        const values = columns.map(() => '?').join(', ');
        const insert = db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${values})`);
        return (row: (string | Buffer)[]): void => {
          if (insert.run(...row).changes === 1) sum.turn(table, row);
        };
      });
      const [seen, first, asked] = inserts as [Insert, Insert, Insert];
      for (const { exchange, connection = '', time, subjects, approval } of sightings) {
        const id = idToBytes(exchange);
        if (subjects.length > 0) first([id, connection, time]);
        for (const subject of subjects) seen([pseudonymOf(this.#key, subject), id]);
        if (approval !== undefined) asked([approval, id]);
      }
      const before = this.next;
      if (next > before) setNext(db, sum, before, next);
    });
  }

  /** The exchanges that were about somebody, in order of time. */
  find(subject: Subject): Sighted[] {
    const rows = this.#db
      .prepare(
        `SELECT exchange, connection, time FROM seen JOIN exchanges USING (exchange)
         WHERE pseudonym = ? ORDER BY time`,
      )
      .all(pseudonymOf(this.#key, subject));
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
    this.#change((sum) => {
      for (const { table, columns } of TABLES) {
        const rows = `DELETE FROM ${table} WHERE exchange = ? RETURNING ${columns.join(', ')}`;
        const statement = db.prepare(rows);
        for (const id of exchanges)
          for (const row of statement.all(idToBytes(id))) sum.turn(table, readRow(row, columns));
      }
    });
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#db.close();
  }

  /** All of it or nothing. A full disk may have ended the transaction by itself; one that is left open would stop all that follow. */
  #change(work: (sum: RowSum) => void): void {
    const db = this.#db;
    db.exec('BEGIN');
    try {
      const sum = new RowSum(this.#key, readSum(db));
      work(sum);
      db.prepare('UPDATE progress SET sum = ?').run(sum.bytes);
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}

type Insert = (row: (string | Buffer)[]) => void;

function setNext(db: DatabaseSync, sum: RowSum, before: number, next: number): void {
  db.prepare('UPDATE progress SET next = ?').run(next);
  sum.turn('progress', [before]);
  sum.turn('progress', [next]);
}
