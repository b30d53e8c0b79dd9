/** `user_version` of a database with this schema. */
export const SCHEMA_VERSION = 2;

/** Every state of an approval. */
const STATES =
  "'pending', 'granted', 'denied', 'expired', 'withdrawn', 'consumed', 'revoked', 'voided'";

/**
 * One row an approval. Times are milliseconds since the epoch.
 *
 * `recording` is null once the ledger has the row's state. Until then the state is only claimed, and
 * `recording` is the time until which the writer is trusted to record it; after it any process may
 * take over. `announced` is set once the asking is on record: until then nobody is shown it.
 * `version` counts the changes: who changes a row names the version it has seen.
 *
 * `key` is what a repeat of the request is found by, `binding` what is approved, `bundle` the digest
 * of the bundle that has last decided it so. `world` is what the precondition found when it was asked.
 * `consumer` is the decision id of the request that used the grant; `decision_id` that of the one
 * that asked. `input` is what the policy was asked, for the next bundle to be asked it again.
 *
 * `vote_people` holds everybody whom a vote counts for: its primary key is what lets nobody count twice.
 *
 * The trigger holds what the code must never do, whatever the code does: a settled approval stays so.
 */
export const SCHEMA = `
  CREATE TABLE approvals (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    binding TEXT NOT NULL,
    bundle TEXT NOT NULL,
    demand TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    link TEXT,
    state TEXT NOT NULL CHECK (state IN (${STATES})),
    version INTEGER NOT NULL DEFAULT 1,
    recording INTEGER,
    announced INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER NOT NULL,
    decide_by INTEGER NOT NULL,
    use_within INTEGER NOT NULL,
    use_by INTEGER,
    withdraw_at INTEGER,
    async INTEGER NOT NULL DEFAULT 0,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT,
    cause TEXT,
    consumer TEXT,
    world TEXT,
    break_glass INTEGER NOT NULL DEFAULT 0,
    review TEXT,
    summary TEXT NOT NULL,
    bound TEXT NOT NULL,
    input TEXT,
    body BLOB
  ) STRICT;

  CREATE UNIQUE INDEX one_open ON approvals (key, bundle, demand) WHERE state IN ('pending', 'granted');
  CREATE INDEX by_key ON approvals (key);
  CREATE INDEX by_decide_by ON approvals (decide_by) WHERE state = 'pending';
  CREATE INDEX by_use_by ON approvals (use_by) WHERE state = 'granted';
  CREATE INDEX by_withdrawal ON approvals (withdraw_at) WHERE withdraw_at IS NOT NULL;
  CREATE INDEX by_requester ON approvals (issuer, subject) WHERE state = 'pending';
  CREATE INDEX unrecorded ON approvals (recording) WHERE recording IS NOT NULL;
  CREATE INDEX unreviewed ON approvals (review) WHERE review IS NOT NULL;

  CREATE TABLE votes (
    approval TEXT NOT NULL REFERENCES approvals (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    vote TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (approval, issuer, subject)
  ) STRICT;

  CREATE TABLE vote_people (
    approval TEXT NOT NULL,
    person TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (approval, person),
    FOREIGN KEY (approval, issuer, subject) REFERENCES votes (approval, issuer, subject) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX by_vote ON vote_people (approval, issuer, subject);

  CREATE TABLE delegations (
    id TEXT NOT NULL PRIMARY KEY,
    delegator TEXT NOT NULL,
    to_issuer TEXT NOT NULL,
    to_subject TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX by_delegate ON delegations (to_issuer, to_subject);

  CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    transports TEXT NOT NULL,
    made_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX by_owner ON passkeys (issuer, subject);

  CREATE TABLE challenges (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    challenge TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
  ) STRICT;

  CREATE TRIGGER settled BEFORE UPDATE OF state ON approvals
  WHEN OLD.state <> NEW.state AND (
    OLD.state IN ('expired', 'withdrawn', 'consumed', 'revoked', 'voided')
    OR (OLD.state = 'denied' AND OLD.recording IS NULL)
    OR (OLD.state = 'granted' AND OLD.recording IS NULL
      AND NEW.state NOT IN ('expired', 'consumed', 'revoked', 'voided')))
  BEGIN
    SELECT RAISE(ABORT, 'a settled approval stays so');
  END;

  PRAGMA user_version = ${SCHEMA_VERSION};
`;
