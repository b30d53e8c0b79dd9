import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What a step of an approval needs of its row. */
const STEP = `id, binding, bundle, decision_id, state, version, recording, announced, decide_by,
  use_by, decided_by, reason, cause, consumer, world, break_glass, demand`;

/** A granting or denial that is not on record is none yet, and a pending approval not at all. */
const SHOWN_STATE = `CASE WHEN recording IS NOT NULL AND state IN ('granted', 'denied')
  THEN 'pending' ELSE state END`;
const SHOWN = `id, binding, bundle, decision_id, ${SHOWN_STATE} AS state, version, recording,
  announced, decide_by, use_by, decided_by, reason, cause, consumer, world, break_glass, demand,
  asked_at, use_within, decided_at, link, review, summary`;
const IS_SHOWN = 'announced = 1';
/** A decision of a person that is none; their vote is dropped with it. */
const TAKEN_BACK = `state = 'pending', decided_at = NULL, decided_by = NULL, reason = NULL,
  use_by = NULL, version = version + 1`;
/** A lease in the far future was given by a clock that has gone back since: it counts for nothing. */
const LEASE_OVER = `recording IS NOT NULL AND (recording <= :now OR recording > :leaseEnd)`;
/** What is kept only as long as it may be needed: it may hold personal data. */
const FORGOTTEN = 'body = NULL, input = NULL';
const CLAIM = 'recording = :leaseEnd, version = version + 1';
/** With every end; who takes it says besides whose its recording is. */
const ENDED = `withdraw_at = NULL, ${FORGOTTEN}`;
/** Its recording is anyone's. */
const LEFT = 'recording = 0, version = version + 1';

const SQL = {
  /** Close what is past its deadline. */
  expirePending: `UPDATE approvals SET state = 'expired', ${LEFT}, ${ENDED}
    WHERE state = 'pending' AND recording IS NULL AND decide_by <= :now`,
  expireGranted: `UPDATE approvals SET state = 'expired', ${LEFT}, ${ENDED}
    WHERE state = 'granted' AND recording IS NULL AND use_by <= :now`,
  /** Closes what its agent has left. */
  withdrawLeft: `UPDATE approvals SET state = 'withdrawn', ${LEFT}, ${ENDED}
    WHERE state = 'pending' AND recording IS NULL AND withdraw_at <= :now`,
  /** The approval that a request with this key meets: an open one, or a denial that still stands. */
  standing: `SELECT ${STEP} FROM approvals WHERE key = :key AND demand = :demand AND bundle = :bundle
    AND (state IN ('pending', 'granted') OR (state = 'denied' AND decide_by > :now))
    ORDER BY rowid DESC LIMIT 1`,
  join: `UPDATE approvals SET withdraw_at = NULL, async = max(async, :async)
    WHERE id = :id AND (withdraw_at IS NOT NULL OR async < :async)`,
  leave: `UPDATE approvals SET withdraw_at = :at
    WHERE id = :id AND state = 'pending' AND async = 0`,
  countPending: `SELECT count(*) AS pending FROM approvals
    WHERE issuer = :issuer AND subject = :subject AND state = 'pending'`,
  insert: `INSERT INTO approvals (id, key, binding, bundle, demand, decision_id, issuer, subject, link,
      state, recording, asked_at, decide_by, use_within, async, world, break_glass, review, consumer,
      summary, bound, input, body)
    VALUES (:id, :key, :binding, :bundle, :demand, :decisionId, :issuer, :subject, :link,
      :state, :leaseEnd, :now, :decideBy, :useWithin, :async, :world, :breakGlass, :review, :consumer,
      :summary, :bound, :input, :body)
    RETURNING ${STEP}`,
  step: `SELECT ${STEP} FROM approvals WHERE id = :id`,
  consume: `UPDATE approvals SET state = 'consumed', consumer = :consumer, ${CLAIM}, ${ENDED}
    WHERE id = :id AND state = 'granted' AND recording IS NULL AND use_by > :now
      AND bundle = :bundle AND world IS :world
    RETURNING ${STEP}`,
  decide: `UPDATE approvals SET state = :state, decided_at = :now, decided_by = :by,
      reason = :reason, use_by = CASE :state WHEN 'granted' THEN :now + use_within END, ${CLAIM}
    WHERE id = :id AND state = 'pending' AND recording IS NULL AND decide_by > :now
      AND announced = 1 AND version = :version
    RETURNING ${STEP}`,
  /** Ends that somebody takes, and records. */
  revoke: `UPDATE approvals SET state = 'revoked', decided_by = :by, reason = :reason, ${CLAIM}, ${ENDED}
    WHERE id = :id AND state = 'granted' AND recording IS NULL AND use_by > :now RETURNING ${STEP}`,
  withdrawOwn: `UPDATE approvals SET state = 'withdrawn', ${CLAIM}, ${ENDED}
    WHERE id = :id AND state = 'pending' AND recording IS NULL RETURNING ${STEP}`,
  voidOpen: `UPDATE approvals SET state = 'voided', cause = :cause, ${CLAIM}, ${ENDED}
    WHERE id = :id AND state IN ('pending', 'granted') RETURNING ${STEP}`,
  open: `SELECT id, input, summary FROM approvals WHERE state IN ('pending', 'granted')
    AND bundle <> :bundle`,
  rebind: 'UPDATE approvals SET bundle = :bundle WHERE id = :id',
  publish: `UPDATE approvals SET recording = NULL, announced = 1, version = version + 1,
      body = CASE state WHEN 'denied' THEN NULL ELSE body END,
      input = CASE state WHEN 'denied' THEN NULL ELSE input END
    WHERE id = :id AND version = :version`,
  takeBack: `UPDATE approvals SET ${TAKEN_BACK}, recording = NULL
    WHERE id = :id AND version = :version AND state IN ('pending', 'granted', 'denied')`,
  withdraw: `DELETE FROM approvals WHERE id = :id AND version = :version AND announced = 0`,
  /** A decision that was left unrecorded was never confirmed to the person: it is asked again. */
  dropVotesLeft: `DELETE FROM votes WHERE recorded = 0 AND approval IN
    (SELECT id FROM approvals WHERE state IN ('pending', 'granted', 'denied') AND ${LEASE_OVER})`,
  takeBackLeft: `UPDATE approvals SET ${TAKEN_BACK}, recording = 0
    WHERE state IN ('granted', 'denied') AND ${LEASE_OVER}`,
  takeLeft: `UPDATE approvals SET recording = :leaseEnd, version = version + 1
    WHERE ${LEASE_OVER} RETURNING ${STEP}, bound`,
  forget: `DELETE FROM approvals WHERE state NOT IN ('pending', 'granted')
    AND recording IS NULL AND decide_by <= :before AND ifnull(use_by, 0) <= :before
    AND review IS NOT 'open'`,
  /** With their votes, which go with them. */
  erase: 'DELETE FROM approvals WHERE decision_id = :id OR consumer = :id',
  /** Of what is pending the first of each requester, then the second of each: who asks much buries nobody. */
  list: `WITH places AS (SELECT id, rowid AS place, ${SHOWN_STATE} <> 'pending' AS settled,
      row_number() OVER (PARTITION BY issuer, subject, ${SHOWN_STATE} = 'pending' ORDER BY rowid) AS turn
      FROM approvals
      WHERE ${IS_SHOWN} AND (:state IS NULL OR ${SHOWN_STATE} = :state)
      AND (:review IS NULL OR review = :review)
      AND (:group IS NULL OR EXISTS (SELECT 1 FROM json_each(demand, '$.groups') WHERE value = :group))
      ORDER BY settled, CASE WHEN settled THEN -rowid ELSE turn END, rowid LIMIT 500)
    SELECT ${SHOWN}, NULL AS bound, NULL AS body FROM approvals JOIN places USING (id)
    ORDER BY settled, CASE WHEN settled THEN -place ELSE place END`,
  /** By two indexes, whatever else there is. */
  countShownPending: `SELECT
    (SELECT count(*) FROM approvals WHERE state = 'pending' AND ${IS_SHOWN}) +
    (SELECT count(*) FROM approvals WHERE recording IS NOT NULL AND state IN ('granted', 'denied')
      AND ${IS_SHOWN}) AS pending`,
  shown: `SELECT ${SHOWN}, bound, body FROM approvals WHERE id = :id AND ${IS_SHOWN}`,
  outline: `SELECT ${SHOWN}, NULL AS bound, NULL AS body FROM approvals WHERE id = :id AND ${IS_SHOWN}`,
  ids: `SELECT id FROM approvals WHERE ${IS_SHOWN} ORDER BY rowid`,
  review: `UPDATE approvals SET review = :review WHERE id = :id AND review = 'open'`,

  insertVote: `INSERT INTO votes (approval, issuer, subject, vote, at)
    VALUES (:id, :issuer, :subject, :vote, :now)`,
  insertVotePerson: `INSERT INTO vote_people (approval, person, issuer, subject)
    VALUES (:id, :person, :issuer, :subject)`,
  votePeople: 'SELECT person FROM vote_people WHERE approval = :id',
  votes: 'SELECT vote, at FROM votes WHERE approval = :id AND recorded = 1 ORDER BY rowid',
  recordVotes: 'UPDATE votes SET recorded = 1 WHERE approval = :id',
  dropVotes: 'DELETE FROM votes WHERE approval = :id AND recorded = 0',

  insertDelegation: `INSERT INTO delegations (id, delegator, to_issuer, to_subject, made_at, until, reason)
    VALUES (:id, :delegator, :toIssuer, :toSubject, :now, :until, :reason)`,
  delegationsBy: `SELECT * FROM delegations WHERE delegator ->> '$.issuer' = :issuer
    AND delegator ->> '$.subject' = :subject AND until > :now ORDER BY rowid`,
  delegationsTo: `SELECT * FROM delegations WHERE to_issuer = :issuer AND to_subject = :subject
    AND until > :now ORDER BY rowid`,
  endDelegation: 'DELETE FROM delegations WHERE id = :id',
  forgetDelegations: 'DELETE FROM delegations WHERE until <= :now',

  insertPasskey: `INSERT INTO passkeys (id, issuer, subject, name, public_key, counter, transports, made_at)
    VALUES (:id, :issuer, :subject, :name, :publicKey, :counter, :transports, :now)`,
  passkeys: 'SELECT * FROM passkeys WHERE issuer = :issuer AND subject = :subject ORDER BY rowid',
  passkeyOfAnyone: 'SELECT id FROM passkeys WHERE id = :id',
  countPasskey: 'UPDATE passkeys SET counter = :counter WHERE id = :id AND counter <= :counter',
  removePasskey: 'DELETE FROM passkeys WHERE id = :id AND issuer = :issuer AND subject = :subject',
  putChallenge: `INSERT INTO challenges (issuer, subject, challenge, until)
    VALUES (:issuer, :subject, :challenge, :until)
    ON CONFLICT DO UPDATE SET challenge = excluded.challenge, until = excluded.until`,
  takeChallenge: `DELETE FROM challenges WHERE issuer = :issuer AND subject = :subject
    RETURNING challenge, until`,

  /** Changes when another connection has committed. */
  dataVersion: 'PRAGMA data_version',
} as const;

/** The prepared statements, by name. Values only ever reach SQLite as bound parameters. */
export type Statements = Record<keyof typeof SQL, StatementSync>;

/** Prepares every statement. Throws where the tables are not as `schema.ts` says. */
export function prepareStatements(db: DatabaseSync): Statements {
  const prepared = Object.entries(SQL).map(([name, sql]) => {
    const statement = db.prepare(sql);
    // A step has what several statements need: each takes what it names.
    statement.setAllowUnknownNamedParameters(true);
    return [name, statement] as const;
  });
  return Object.fromEntries(prepared) as Statements;
}
