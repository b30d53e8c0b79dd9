/** `user_version` of a database with this schema. */
export const SCHEMA_VERSION = 1;

/**
 * One row an approval. Times are milliseconds since the epoch.
 *
 * `recording` is null once the ledger has the row's state. Until then the state is only claimed, and
 * `recording` is the time until which the writer is trusted to record it; after it any process may
 * take over. `version` counts the changes: who changes a row names the version it has seen.
 *
 * `consumer` is the decision id of the request that used the grant; `decision_id` that of the one
 * that asked.
 *
 * The trigger holds what the code must never do, whatever the code does: a settled approval stays so.
 */
export const SCHEMA = `
  CREATE TABLE approvals (
    id TEXT NOT NULL PRIMARY KEY,
    binding TEXT NOT NULL,
    demand TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'granted', 'denied', 'expired', 'consumed')),
    version INTEGER NOT NULL DEFAULT 1,
    recording INTEGER,
    asked_at INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT,
    consumer TEXT,
    summary TEXT NOT NULL,
    body TEXT
  ) STRICT;

  CREATE UNIQUE INDEX one_open ON approvals (binding, demand) WHERE state IN ('pending', 'granted');
  CREATE INDEX by_binding ON approvals (binding);
  CREATE INDEX by_deadline ON approvals (state, deadline);
  CREATE INDEX by_requester ON approvals (issuer, subject) WHERE state = 'pending';
  CREATE INDEX unrecorded ON approvals (recording) WHERE recording IS NOT NULL;

  CREATE TRIGGER settled BEFORE UPDATE OF state ON approvals
  WHEN OLD.state IN ('expired', 'consumed')
    OR (OLD.state = 'denied' AND OLD.recording IS NULL)
    OR (OLD.state = 'granted' AND OLD.recording IS NULL AND NEW.state NOT IN ('expired', 'consumed'))
  BEGIN
    SELECT RAISE(ABORT, 'a settled approval stays so');
  END;

  PRAGMA user_version = ${SCHEMA_VERSION};
`;
