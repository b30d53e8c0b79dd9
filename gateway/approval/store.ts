import { Refusal } from '../errors.ts';
import { openDatabase } from './open-database.ts';
import type { ShownRow, StepRow } from './rows.ts';
import { prepareStatements } from './statements.ts';

/** An approval to be asked for. */
export interface NewApproval {
  id: string;
  binding: string;
  demand: string;
  decisionId: string;
  issuer: string;
  subject: string;
  /** Milliseconds from now to its deadline. */
  stands: number;
  summary: string;
  body: string | null;
}

/** What a request that needs an approval meets. */
export type Entered =
  | { kind: 'consumed' | 'denied' | 'joined' | 'created'; row: StepRow }
  | { kind: 'full' }
  | { kind: 'flooded' };

/** Bounds on what may be waited for. */
export interface EnterLimits {
  /** Whether one more request may be held. */
  mayHold: boolean;
  maxPending: number;
}

/** How long the writer of a step is trusted to record it, in milliseconds. */
const LEASE = 30_000;
/** How long a settled approval is still listed after its deadline, in milliseconds. The ledger keeps it for good. */
const KEPT = 24 * 3_600_000;

/** Milliseconds since the epoch. */
interface Time {
  now: number;
  leaseEnd: number;
}

/** The approvals' database: each method is one transaction, and holds no matter which process called it. */
export type Store = ReturnType<typeof openStore>;

/** Opens the database, with a clock that tells milliseconds since the epoch. Throws a SetupError; its methods throw `approvals-unavailable`. */
export function openStore(file: string, clock: () => number) {
  const { db, verify } = openDatabase(file);
  const sql = prepareStatements(db);
  let dataVersion: unknown;

  /** `BEGIN IMMEDIATE`, so that what is read stays so until it is changed. Throw to roll back. */
  function transact<T>(work: (time: Time) => T): T {
    return available(() => {
      verify();
      db.exec('BEGIN IMMEDIATE');
      try {
        // Read under the lock, so that no time passes between a look at a deadline and the step.
        const now = clock();
        sql.expire.run({ now });
        const result = work({ now, leaseEnd: now + LEASE });
        db.exec('COMMIT');
        return result;
      } catch (error) {
        // SQLite rolls back by itself after some errors, such as a full disk.
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  function changeOne(statement: 'publish' | 'takeBack' | 'withdraw', row: StepRow): boolean {
    return available(() => {
      verify();
      return sql[statement].run({ id: row.id, version: row.version }).changes === 1;
    });
  }

  return {
    /** Meets the standing approval, or makes one. A grant on record is consumed here. */
    enter: (asked: NewApproval, limits: EnterLimits): Entered =>
      transact((time): Entered => {
        const { stands, ...values } = asked;
        const { binding, demand, issuer, subject } = values;
        const row = sql.standing.get({ binding, demand, now: time.now }) as StepRow | undefined;
        const recorded = row?.recording === null;
        if (recorded && row.state === 'denied') return { kind: 'denied', row };
        if (recorded && row.state === 'granted') {
          const consumed = sql.consume.get({
            id: row.id,
            consumer: asked.decisionId,
            ...time,
          }) as StepRow | undefined;
          if (consumed) return { kind: 'consumed', row: consumed };
        }
        if (!limits.mayHold) return { kind: 'full' };
        if (row) return { kind: 'joined', row };
        const pending = sql.countPending.get({ issuer, subject })!['pending'] as number;
        if (pending >= limits.maxPending) return { kind: 'flooded' };
        const inserted = sql.insert.get({ ...values, ...time, deadline: time.now + stands });
        return { kind: 'created', row: inserted as unknown as StepRow };
      }),

    /** The row as it stands. Cheap: no transaction. */
    peek: (id: string): StepRow | undefined =>
      available(() => {
        verify();
        return sql.step.get({ id }) as StepRow | undefined;
      }),

    /** Consumes a grant; undefined where there is none any more. At most one caller ever gets the row. */
    consume: (id: string, consumer: string): StepRow | undefined =>
      transact((time) => sql.consume.get({ id, consumer, ...time }) as StepRow | undefined),

    /** Claims a decision on what is pending; undefined where it is settled. */
    decide: (decision: {
      id: string;
      verdict: string;
      by: string;
      reason: string | null;
    }): StepRow | undefined =>
      transact((time) => sql.decide.get({ ...decision, ...time }) as StepRow | undefined),

    /** Notes that the row's state is on record; false where another process took the row over. */
    publish: (row: StepRow): boolean => changeOne('publish', row),
    /** Makes a claimed decision undone. */
    takeBack: (row: StepRow): boolean => changeOne('takeBack', row),
    /** Removes an approval that was never on record. */
    withdraw: (row: StepRow): boolean => changeOne('withdraw', row),

    /** Takes over what is to be recorded and nobody records, and forgets what is long settled. */
    takeLeft: (): StepRow[] =>
      transact((time) => {
        sql.takeBackLeft.run({ ...time });
        sql.forget.run({ before: time.now - KEPT });
        return sql.takeLeft.all({ ...time }) as unknown as StepRow[];
      }),

    /** Removes the approvals of these exchanges, whatever their state; nothing of them is left in the files. */
    erase: (exchanges: readonly string[]): void => {
      transact(() => {
        for (const id of exchanges) sql.erase.run({ id });
      });
      available(() => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    },

    list: (filter: { state: string | null; group: string | null }): ShownRow[] =>
      transact(() => sql.list.all(filter) as unknown as ShownRow[]),

    get: (id: string): ShownRow | undefined =>
      transact(() => sql.shown.get({ id }) as ShownRow | undefined),

    /** Whether another connection has committed since the last call. */
    changedElsewhere: (): boolean =>
      available(() => {
        verify();
        const before = dataVersion;
        dataVersion = sql.dataVersion.get()?.['data_version'];
        return before !== dataVersion;
      }),

    close: (): void => db.close(),
  };
}

/** No answer of the database is no approval. */
function available<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const detail = 'The approvals cannot be read or written now. Send the request again later.';
    throw new Refusal('approvals-unavailable', detail, { retryAfter: 5 }, error);
  }
}
