import { Refusal } from '../errors.ts';
import { openDatabase, type DatabaseOptions } from './open-database.ts';
import type { ShownRow, StepRow, Vote, VoteRow } from './rows.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { prepareStatements, type Statements } from './statements.ts';

/** An approval to be asked for, but for what the precondition finds. */
export interface NewApproval {
  id: string;
  key: string;
  bundle: string;
  demand: string;
  decisionId: string;
  issuer: string;
  subject: string;
  link: string | null;
  /** Milliseconds from now to the end of deciding, and from the grant to the end of its use. */
  decideWithin: number;
  useWithin: number;
  async: number;
  summary: string;
  input: string;
  body: Uint8Array | null;
}

/** What it is bound to; known once the precondition was asked for. */
export interface Bound {
  binding: string;
  bound: string;
  world: string | null;
}

/** What a request that needs an approval meets. */
export type Entered =
  | { kind: 'granted' | 'denied' | 'joined' | 'created'; row: StepRow }
  | { kind: 'full' }
  | { kind: 'flooded' }
  /** There is none yet, and to make one it must be bound. */
  | { kind: 'unbound' };

/** Bounds on what may be waited for. */
export interface EnterLimits {
  /** Whether one more request may be held. */
  mayHold: boolean;
  maxPending: number;
}

/** A person's decision to be taken. */
export interface NewVote {
  id: string;
  /** Of the row that the person decides on. */
  version: number;
  verdict: 'granted' | 'denied';
  vote: Vote;
  /** Whom it counts for; see `peopleOf`. */
  people: string[];
  quorum: number;
}

/** How long the writer of a step is trusted to record it, in milliseconds. */
const LEASE = 30_000;
/** How long a settled approval is still listed after its deadline, in milliseconds. The ledger keeps it for good. */
const KEPT = 24 * 3_600_000;

const DATABASE: DatabaseOptions = {
  name: 'approvals',
  schema: SCHEMA,
  version: SCHEMA_VERSION,
  deleted: 'what was pending is asked again',
  synchronous: 'FULL',
};

/** Milliseconds since the epoch. */
interface Time {
  now: number;
  leaseEnd: number;
}

/** The approvals' database: each method is one transaction, and holds no matter which process called it. */
export type Store = ReturnType<typeof openStore>;

/** Opens the database, with a clock that tells milliseconds since the epoch. Throws a SetupError; its methods throw `approvals-unavailable`. */
export function openStore(file: string, clock: () => number) {
  const { db, verify } = openDatabase(file, DATABASE);
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
        sql.expirePending.run({ now });
        sql.expireGranted.run({ now });
        sql.withdrawLeft.run({ now });
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

  /** One statement that changes at most one row, and gives it. */
  const takeStep = (name: keyof Statements, values: object): StepRow | undefined =>
    transact((time) => sql[name].get({ ...values, ...time }) as StepRow | undefined);

  const read = <T>(work: () => T): T =>
    available(() => {
      verify();
      return work();
    });

  return {
    /** Meets the standing approval, or makes one where it is known what it is bound to. */
    enter: (asked: NewApproval, bound: Bound | undefined, limits: EnterLimits): Entered =>
      transact((time): Entered => {
        const row = sql.standing.get({ ...asked, ...time } as never) as StepRow | undefined;
        const recorded = row?.recording === null;
        if (recorded && row.state === 'denied') return { kind: 'denied', row };
        if (recorded && row.state === 'granted') return { kind: 'granted', row };
        if (!limits.mayHold) return { kind: 'full' };
        if (row) {
          sql.join.run({ id: row.id, async: asked.async });
          return { kind: 'joined', row };
        }
        const pending = sql.countPending.get({ ...asked } as never)!['pending'] as number;
        if (pending >= limits.maxPending) return { kind: 'flooded' };
        if (!bound) return { kind: 'unbound' };
        const open = { state: 'pending', breakGlass: 0, review: null, consumer: null };
        return { kind: 'created', row: insert({ ...asked, ...bound, ...open }, time) };
      }),

    /** What passes by break-glass: used from the start, and to be reviewed. */
    breakGlass: (asked: NewApproval, bound: Bound): StepRow =>
      transact((time) => {
        const passed = { state: 'consumed', breakGlass: 1, review: 'open' };
        const forgotten = { input: null, body: null };
        const values = { ...asked, ...bound, ...passed, ...forgotten, consumer: asked.decisionId };
        return insert(values, time);
      }),

    /** The row as it stands. Cheap: no transaction. */
    peek: (id: string): StepRow | undefined =>
      read(() => sql.step.get({ id }) as StepRow | undefined),

    /** Consumes a grant; undefined where there is none any more. At most one caller ever gets the row. */
    consume: (id: string, consumer: string, bundle: string, world: string | null) =>
      takeStep('consume', { id, consumer, bundle, world }),

    /**
     * Claims a decision on what is pending, in the version that the person saw; undefined where it has
     * changed since, and `counted` where one whom it counts for has decided before.
     */
    decide: ({ id, version, verdict, vote, people, quorum }: NewVote) =>
      transact((time): StepRow | 'counted' | undefined => {
        const before = new Set(sql.votePeople.all({ id }).map(({ person }) => person));
        if (people.some((person) => before.has(person))) return 'counted';
        const complete = verdict === 'denied' || sql.votes.all({ id }).length + 1 >= quorum;
        const { issuer, subject } = vote.by;
        const row = sql.decide.get({
          id,
          version,
          state: complete ? verdict : 'pending',
          by: JSON.stringify(vote.by),
          reason: vote.reason ?? null,
          ...time,
        } as never) as StepRow | undefined;
        if (!row) return undefined;
        const account = { id, issuer, subject };
        sql.insertVote.run({ ...account, vote: JSON.stringify(vote), ...time });
        for (const person of people) sql.insertVotePerson.run({ ...account, person });
        return row;
      }),

    /** Takes back a grant; undefined where there is none any more. */
    revoke: (id: string, by: string, reason: string | null) =>
      takeStep('revoke', { id, by, reason }),
    /** Ends what is pending because its agent says so. */
    withdrawOwn: (id: string) => takeStep('withdrawOwn', { id }),
    /** Ends what is open because it would be another today. */
    voidOpen: (id: string, cause: 'bundle' | 'world') => takeStep('voidOpen', { id, cause }),

    /** Puts everything open before another bundle; gives what was voided. */
    redecide: (bundle: string, isSame: (row: { input: string; summary: string }) => boolean) =>
      transact((time): StepRow[] => {
        const voided: StepRow[] = [];
        const rows = sql.open.all({ bundle }) as { id: string; input: string; summary: string }[];
        for (const row of rows) {
          const { id } = row;
          if (isSame(row)) sql.rebind.run({ id, bundle });
          else voided.push(sql.voidOpen.get({ id, cause: 'bundle', ...time }) as never);
        }
        return voided;
      }),

    /** Its agent has left: unless it comes back, it is withdrawn later. */
    leave: (id: string, after: number): void =>
      transact(({ now }) => void sql.leave.run({ id, at: now + after })),

    /** Notes that the row's state is on record; false where another process took the row over. */
    publish: (row: StepRow): boolean =>
      transact(() => {
        if (!changeOne('publish', row)) return false;
        sql.recordVotes.run({ id: row.id });
        return true;
      }),
    /** Makes a claimed decision undone. */
    takeBack: (row: StepRow): boolean =>
      transact(() => {
        if (!changeOne('takeBack', row)) return false;
        sql.dropVotes.run({ id: row.id });
        return true;
      }),
    /** Removes an approval that was never on record. */
    withdraw: (row: StepRow): boolean => read(() => changeOne('withdraw', row)),

    /** Takes over what is to be recorded and nobody records, and forgets what is long settled. */
    takeLeft: (): (StepRow & { bound: string })[] =>
      transact((time) => {
        sql.dropVotesLeft.run({ ...time });
        sql.takeBackLeft.run({ ...time });
        sql.forget.run({ before: time.now - KEPT });
        sql.forgetDelegations.run({ ...time });
        return sql.takeLeft.all({ ...time }) as unknown as (StepRow & { bound: string })[];
      }),

    /** Removes the approvals of these exchanges, whatever their state; nothing of them is left in the files. */
    erase: (exchanges: readonly string[]): void => {
      transact(() => {
        for (const id of exchanges) sql.erase.run({ id });
      });
      available(() => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    },

    list: (filter: {
      state: string | null;
      group: string | null;
      review: string | null;
    }): ShownRow[] => transact(() => sql.list.all(filter) as unknown as ShownRow[]),

    /** How many are shown as pending. */
    countPending: (): number => transact(() => Number(sql.countShownPending.get({})!['pending'])),

    get: (id: string): ShownRow | undefined =>
      transact(() => sql.shown.get({ id }) as ShownRow | undefined),

    /** The same without what is bound and its body. */
    outline: (id: string): ShownRow | undefined =>
      transact(() => sql.outline.get({ id }) as ShownRow | undefined),

    /** Of everything that is shown, oldest first. */
    ids: (): string[] => read(() => sql.ids.all().map(({ id }) => id as string)),

    votes: (id: string): VoteRow[] => read(() => sql.votes.all({ id }) as unknown as VoteRow[]),

    /** Closes an open review; false where it is closed. */
    review: (id: string, review: string): boolean =>
      transact(() => sql.review.run({ id, review }).changes === 1),

    /** For what has no transaction of its own, such as passkeys and delegations: one statement, now. */
    run: (name: keyof Statements, values: Record<string, unknown>): number =>
      transact(({ now }) => Number(sql[name].run({ ...values, now } as never).changes)),
    all: (name: keyof Statements, values: Record<string, unknown>): unknown[] =>
      transact(({ now }) => sql[name].all({ ...values, now } as never)),

    /** Whether another connection has committed since the last call. */
    changedElsewhere: (): boolean =>
      read(() => {
        const before = dataVersion;
        dataVersion = sql.dataVersion.get()?.['data_version'];
        return before !== dataVersion;
      }),

    close: (): void => db.close(),
  };

  function insert(values: object, { now, leaseEnd }: Time): StepRow {
    const { decideWithin } = values as NewApproval;
    const times = { now, leaseEnd, decideBy: now + decideWithin };
    return sql.insert.get({ ...values, ...times } as never) as unknown as StepRow;
  }

  function changeOne(name: 'publish' | 'takeBack' | 'withdraw', row: StepRow): boolean {
    return sql[name].run({ id: row.id, version: row.version }).changes === 1;
  }
}

/** No answer of the database is no approval. */
function available<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const detail = 'The approvals cannot be read or written now. Send the request again later.';
    throw new Refusal('approvals-unavailable', detail, { retryAfter: 5 }, error);
  }
}
