/** One delivery that may be sent now: none of its channel and topic is before it. */
const FIRST = `dead IS NULL AND NOT EXISTS (SELECT 1 FROM deliveries AS before
  WHERE before.channel = deliveries.channel AND before.topic = deliveries.topic
    AND before.dead IS NULL AND before.seq < deliveries.seq)`;
/** How many dead letters a channel keeps. */
const MOST_DEAD = 1000;

/** Values only ever reach SQLite as bound parameters. */
export const SQL = {
  since: 'SELECT at FROM since',
  begin: 'INSERT INTO since (at) VALUES (:now)',

  known: 'SELECT told, closed FROM known WHERE id = :id',
  closed: 'SELECT id FROM known WHERE closed = 1',
  allKnown: 'SELECT id FROM known',
  know: `INSERT INTO known (id, told, closed, remind_at) VALUES (:id, :told, :closed, :remindAt)
    ON CONFLICT DO UPDATE SET told = :told, closed = :closed,
      remind_at = CASE WHEN :remindAt IS NULL THEN NULL ELSE ifnull(remind_at, :remindAt) END`,
  forgetKnown: 'DELETE FROM known WHERE id = :id',
  toRemind: 'SELECT id, remind_at FROM known WHERE remind_at <= :now LIMIT 100',
  remindAgain: 'UPDATE known SET remind_at = :at WHERE id = :id',

  /** The same event once more, such as after the machine has lost power, is the same message. */
  insert: `INSERT OR IGNORE INTO deliveries (id, channel, topic, event, made_at, tried_since, due)
    VALUES (:id, :channel, :topic, :event, :now, :now, :due)`,
  change: 'UPDATE deliveries SET event = :event WHERE id = :id AND attempts = 0 AND dead IS NULL',
  queued: 'SELECT count(*) AS number FROM deliveries WHERE channel = :channel AND dead IS NULL',
  queuedTopic: `SELECT 1 FROM deliveries WHERE channel = :channel AND topic = :topic
    AND dead IS NULL LIMIT 1`,
  next: `SELECT * FROM deliveries WHERE channel = :channel AND due <= :now AND ${FIRST}
    ORDER BY seq LIMIT 1`,
  nextDue: `SELECT min(due) AS due FROM deliveries WHERE channel = :channel AND ${FIRST}`,
  remove: 'DELETE FROM deliveries WHERE seq = :seq',
  retryAt: `UPDATE deliveries SET due = :due, attempts = attempts + 1, error = :error
    WHERE seq = :seq`,
  bury: `UPDATE deliveries SET dead = :now, attempts = attempts + 1, error = :error
    WHERE seq = :seq`,
  buryAll: `UPDATE deliveries SET dead = :now, error = :error
    WHERE channel = :channel AND dead IS NULL`,
  hurry: `UPDATE deliveries SET due = :now
    WHERE channel = :channel AND dead IS NULL AND due > :now AND attempts > 0`,
  dead: 'SELECT * FROM deliveries WHERE dead IS NOT NULL ORDER BY dead, seq LIMIT 1000',
  countDead:
    'SELECT count(*) AS number FROM deliveries WHERE channel = :channel AND dead IS NOT NULL',
  trimDead: `DELETE FROM deliveries WHERE seq IN (SELECT seq FROM deliveries
    WHERE channel = :channel AND dead IS NOT NULL ORDER BY dead DESC, seq DESC
    LIMIT -1 OFFSET ${MOST_DEAD})`,
  revive: `UPDATE deliveries SET dead = NULL, due = :now, tried_since = :now, attempts = 0
    WHERE id = :id AND dead IS NOT NULL RETURNING channel`,

  message: 'SELECT ref FROM messages WHERE channel = :channel AND topic = :topic',
  keepMessage: `INSERT INTO messages (channel, topic, ref, at) VALUES (:channel, :topic, :ref, :now)
    ON CONFLICT DO UPDATE SET ref = :ref`,

  flood: 'SELECT since, count FROM floods WHERE channel = :channel AND requester = :requester',
  countFlood: `INSERT INTO floods (channel, requester, since, count)
    VALUES (:channel, :requester, :since, :count)
    ON CONFLICT DO UPDATE SET since = :since, count = :count`,

  disabled: 'SELECT target FROM disabled WHERE channel = :channel',
  disable: 'INSERT OR REPLACE INTO disabled (channel, target) VALUES (:channel, :target)',
  enable: 'DELETE FROM disabled WHERE channel = :channel',

  forgetMessages: 'DELETE FROM messages WHERE at <= :before',
  forgetDead: 'DELETE FROM deliveries WHERE dead <= :before',
  forgetFloods: 'DELETE FROM floods WHERE since <= :before',
} as const;
