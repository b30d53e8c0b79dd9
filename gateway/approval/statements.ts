import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What a step of an approval needs of its row. */
const STEP = `id, binding, decision_id, state, version, recording, deadline, decided_by, reason,
  consumer, CASE state WHEN 'pending' THEN summary END AS asked`;

/** A granting or denial that is not on record is none yet, and a pending approval not at all. */
const SHOWN_STATE = `CASE WHEN recording IS NOT NULL AND state IN ('granted', 'denied')
  THEN 'pending' ELSE state END`;
const SHOWN = `id, binding, decision_id, ${SHOWN_STATE} AS state, demand, asked_at, deadline,
  decided_at, decided_by, reason, recording, summary`;
const IS_SHOWN = `NOT (state = 'pending' AND recording IS NOT NULL)`;
const TAKEN_BACK = `state = 'pending', decided_at = NULL, decided_by = NULL, reason = NULL,
  version = version + 1`;
/** A lease in the far future was given by a clock that has gone back since: it counts for nothing. */
const LEASE_OVER = `recording IS NOT NULL AND (recording <= :now OR recording > :leaseEnd)`;

const SQL = {
  /** Closes what is past its deadline. Its recording is anyone's. */
  expire: `UPDATE approvals SET state = 'expired', recording = 0, version = version + 1, body = NULL
    WHERE state IN ('pending', 'granted') AND recording IS NULL AND deadline <= :now`,
  /** The approval that a request with this binding meets: an open one, or a denial that still stands. */
  standing: `SELECT ${STEP} FROM approvals WHERE binding = :binding AND demand = :demand
    AND (state IN ('pending', 'granted') OR (state = 'denied' AND deadline > :now))
    ORDER BY rowid DESC LIMIT 1`,
  countPending: `SELECT count(*) AS pending FROM approvals
    WHERE issuer = :issuer AND subject = :subject AND state = 'pending'`,
  insert: `INSERT INTO approvals (id, binding, demand, decision_id, issuer, subject, state,
      recording, asked_at, deadline, summary, body)
    VALUES (:id, :binding, :demand, :decisionId, :issuer, :subject, 'pending',
      :leaseEnd, :now, :deadline, :summary, :body)
    RETURNING ${STEP}`,
  step: `SELECT ${STEP} FROM approvals WHERE id = :id`,
  consume: `UPDATE approvals SET state = 'consumed', consumer = :consumer, recording = :leaseEnd, version = version + 1,
      body = NULL
    WHERE id = :id AND state = 'granted' AND recording IS NULL AND deadline > :now
    RETURNING ${STEP}`,
  decide: `UPDATE approvals SET state = :verdict, decided_at = :now, decided_by = :by,
      reason = :reason, recording = :leaseEnd, version = version + 1
    WHERE id = :id AND state = 'pending' AND recording IS NULL AND deadline > :now
    RETURNING ${STEP}`,
  publish: `UPDATE approvals SET recording = NULL, version = version + 1,
      body = CASE state WHEN 'denied' THEN NULL ELSE body END
    WHERE id = :id AND version = :version`,
  takeBack: `UPDATE approvals SET ${TAKEN_BACK}, recording = NULL
    WHERE id = :id AND version = :version AND state IN ('granted', 'denied')`,
  withdraw: `DELETE FROM approvals WHERE id = :id AND version = :version AND state = 'pending'`,
  /** A decision that was left unrecorded was never confirmed to the person: it is asked again. */
  takeBackLeft: `UPDATE approvals SET ${TAKEN_BACK}, recording = 0
    WHERE state IN ('granted', 'denied') AND ${LEASE_OVER}`,
  takeLeft: `UPDATE approvals SET recording = :leaseEnd, version = version + 1
    WHERE ${LEASE_OVER} RETURNING ${STEP}`,
  forget: `DELETE FROM approvals WHERE state IN ('denied', 'expired', 'consumed')
    AND recording IS NULL AND deadline <= :before`,
  erase: 'DELETE FROM approvals WHERE decision_id = :id OR consumer = :id',
  list: `SELECT ${SHOWN}, NULL AS body FROM approvals
    WHERE ${IS_SHOWN} AND (:state IS NULL OR ${SHOWN_STATE} = :state)
    AND (:group IS NULL OR EXISTS (SELECT 1 FROM json_each(demand, '$.groups') WHERE value = :group))
    ORDER BY ${SHOWN_STATE} <> 'pending',
      CASE ${SHOWN_STATE} WHEN 'pending' THEN rowid ELSE -rowid END LIMIT 500`,
  shown: `SELECT ${SHOWN}, body FROM approvals
    WHERE id = :id AND ${IS_SHOWN}`,
  /** Changes when another connection has committed. */
  dataVersion: 'PRAGMA data_version',
} as const;

/** The prepared statements, by name. Values only ever reach SQLite as bound parameters. */
export type Statements = Record<keyof typeof SQL, StatementSync>;

/** Prepares every statement. Throws where the tables are not as `schema.ts` says. */
export function prepareStatements(db: DatabaseSync): Statements {
  const prepared = Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)] as const);
  return Object.fromEntries(prepared) as Statements;
}
