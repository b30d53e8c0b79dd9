import type { StatementSync } from 'node:sqlite';
import { openDatabase, type DatabaseOptions } from '../approval/open-database.ts';
import type { Delivery, NotifyEvent } from './contract.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { SQL } from './statements.ts';

const DATABASE: DatabaseOptions = {
  name: 'notifications',
  schema: SCHEMA,
  version: SCHEMA_VERSION,
  deleted: 'what was not sent is lost',
  // What a loss of power takes back is found again in the approvals, and nothing waits for the disk.
  synchronous: 'NORMAL',
};

/** A row of the deliveries. */
interface Row {
  seq: number;
  id: string;
  channel: string;
  topic: string;
  event: string;
  made_at: number;
  tried_since: number;
  due: number;
  attempts: number;
  dead: number | null;
  error: string | null;
}

/** A delivery, and since when it is tried. */
export type Due = Delivery & { triedSince: number };

/** A delivery that was given up. */
export type Dead = Delivery & { error: string };

/** A delivery to be queued. */
export interface NewDelivery {
  id: string;
  channel: string;
  topic: string;
  event: NotifyEvent;
  due: number;
}

/** The file of the queue. Each method throws where the file cannot be read or written. */
export type Queue = ReturnType<typeof openQueue>;

/** Opens it, with a clock that tells milliseconds since the epoch. Throws a SetupError. */
export function openQueue(file: string, clock: () => number) {
  const { db, verify } = openDatabase(file, DATABASE);
  const sql = Object.fromEntries(
    Object.entries(SQL).map(([name, text]) => [name, db.prepare(text)]),
  ) as Record<keyof typeof SQL, StatementSync>;
  const numberOf = (name: 'queued' | 'countDead', channel: string): number =>
    Number(sql[name].get({ channel })?.['number']);

  /** All of it, or nothing. */
  function transact<T>(work: () => T): T {
    verify();
    // Within another it is a part of that.
    if (db.isTransaction) return work();
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite rolls back by itself after some errors, such as a full disk.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    transact,
    /** Changes nothing, and throws where nothing could be changed. */
    writeSomething: (): void => transact(() => db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)),

    /** When notifications began. */
    since: (): number =>
      transact(() => {
        const found = sql.since.get()?.['at'];
        if (found !== undefined) return Number(found);
        const now = clock();
        sql.begin.run({ now });
        return now;
      }),

    /** The keys of the steps that were told of an approval, and whether nothing more can come. */
    known(id: string): { told: string[]; closed: boolean } | undefined {
      const row = sql.known.get({ id });
      return row && { told: JSON.parse(String(row['told'])), closed: row['closed'] === 1 };
    },
    know: (id: string, told: string[], closed: boolean, remindAt: number | null): void =>
      void sql.know.run({ id, told: JSON.stringify(told), closed: Number(closed), remindAt }),
    idsOf: (which: 'closed' | 'allKnown'): string[] => sql[which].all().map(({ id }) => String(id)),
    forgetKnown: (id: string): void => void sql.forgetKnown.run({ id }),
    toRemind: (): { id: string; remindAt: number }[] =>
      sql.toRemind
        .all({ now: clock() })
        .map((row) => ({ id: String(row['id']), remindAt: Number(row['remind_at']) })),
    remindAgain: (id: string, at: number): void => void sql.remindAgain.run({ id, at }),

    insert: ({ event, ...delivery }: NewDelivery): void =>
      void sql.insert.run({ ...delivery, event: JSON.stringify(event), now: clock() }),
    /** Changes one that was not tried yet. */
    change: (id: string, event: NotifyEvent): void =>
      void sql.change.run({ id, event: JSON.stringify(event) }),
    queued: (channel: string): number => numberOf('queued', channel),
    /** Whether a channel was told of a topic, or is to be. */
    isTold: (channel: string, topic: string): boolean =>
      (sql.message.get({ channel, topic }) ?? sql.queuedTopic.get({ channel, topic })) !==
      undefined,
    messageRef: (channel: string, topic: string): string | undefined =>
      sql.message.get({ channel, topic })?.['ref'] as string | undefined,

    /** What is to be sent now, if anything is. */
    next(channel: string): Due | undefined {
      const row = sql.next.get({ channel, now: clock() }) as Row | undefined;
      return row && { ...toDelivery(row), triedSince: row.tried_since };
    },
    /** When something will be, in milliseconds since the epoch. */
    nextDue(channel: string): number | undefined {
      return (sql.nextDue.get({ channel })?.['due'] as number | null) ?? undefined;
    },
    remove: (seq: number): void => transact(() => void sql.remove.run({ seq })),
    /** It was taken: what comes after it on its topic is told in the same place. */
    settle: ({ seq, channel, topic }: Delivery, ref: string | undefined): void =>
      transact(() => {
        sql.remove.run({ seq });
        if (ref !== undefined) sql.keepMessage.run({ channel, topic, ref, now: clock() });
      }),
    retryAt: (seq: number, due: number, error: string): void =>
      transact(() => void sql.retryAt.run({ seq, due, error })),
    /** Gives one up. */
    bury: ({ seq, channel }: Delivery, error: string): void =>
      transact(() => {
        sql.bury.run({ seq, error, now: clock() });
        sql.trimDead.run({ channel });
      }),
    /** Lets what has failed before be tried now. */
    hurry: (channel: string): void => transact(() => void sql.hurry.run({ channel, now: clock() })),

    deadLetters: (): Dead[] =>
      (sql.dead.all() as unknown as Row[]).map((row) =>
        Object.assign(toDelivery(row), { error: row.error ?? '' }),
      ),
    countDead: (channel: string): number => numberOf('countDead', channel),
    /** Queues a dead letter again; its channel, or undefined where there is none. */
    revive: (id: string): string | undefined =>
      transact(() => {
        const channel = sql.revive.get({ id, now: clock() })?.['channel'] as string | undefined;
        if (channel !== undefined) sql.enable.run({ channel });
        return channel;
      }),

    flood(channel: string, requester: string): { since: number; count: number } | undefined {
      return sql.flood.get({ channel, requester }) as never;
    },
    countFlood: (channel: string, requester: string, since: number, count: number): void =>
      void sql.countFlood.run({ channel, requester, since, count }),

    /** Whether the receiver that a channel has now is gone. */
    isDisabled: (channel: string, target: string): boolean =>
      sql.disabled.get({ channel })?.['target'] === target,
    /** Sends nothing to it any more, and gives up what waits. */
    disable: (channel: string, target: string, error: string): void =>
      transact(() => {
        sql.disable.run({ channel, target });
        sql.buryAll.run({ channel, error, now: clock() });
        sql.trimDead.run({ channel });
      }),

    /** Removes what is older than these times. */
    forget: (before: { messages: number; dead: number; floods: number }): void =>
      transact(() => {
        sql.forgetMessages.run({ before: before.messages });
        sql.forgetDead.run({ before: before.dead });
        sql.forgetFloods.run({ before: before.floods });
      }),

    close: (): void => db.close(),
  };
}

function toDelivery({ seq, id, channel, topic, event, made_at: madeAt, attempts }: Row): Delivery {
  return { seq, id, channel, topic, event: JSON.parse(event), madeAt, attempts };
}
