/** `user_version` of a database with this schema. */
export const SCHEMA_VERSION = 1;

/**
 * Times are milliseconds since the epoch.
 *
 * `since` has when notifications began: what was settled before is told to nobody.
 * `known` has, of each approval that was looked at, the steps that were told of (their keys, as JSON).
 * `deliveries` are to be sent in the order of `seq`, those of one channel and topic one after the other;
 * `dead` is when one was given up. `messages` has what a channel was told of a topic, so that the rest
 * is told where the beginning was. `floods` counts what one requester has asked in a window.
 * `disabled` has the channels whose receiver is gone, and what they were sent to then.
 */
export const SCHEMA = `
  CREATE TABLE since (at INTEGER NOT NULL) STRICT;

  CREATE TABLE known (
    id TEXT NOT NULL PRIMARY KEY,
    told TEXT NOT NULL,
    closed INTEGER NOT NULL,
    remind_at INTEGER
  ) STRICT;
  CREATE INDEX reminders ON known (remind_at) WHERE remind_at IS NOT NULL;

  CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    topic TEXT NOT NULL,
    event TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    tried_since INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    dead INTEGER,
    error TEXT
  ) STRICT;
  CREATE INDEX waiting ON deliveries (channel, topic, seq) WHERE dead IS NULL;
  CREATE INDEX given_up ON deliveries (channel, dead) WHERE dead IS NOT NULL;

  CREATE TABLE messages (
    channel TEXT NOT NULL,
    topic TEXT NOT NULL,
    ref TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (channel, topic)
  ) STRICT;
  CREATE INDEX oldest_messages ON messages (at);

  CREATE TABLE floods (
    channel TEXT NOT NULL,
    requester TEXT NOT NULL,
    since INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (channel, requester)
  ) STRICT;

  CREATE TABLE disabled (
    channel TEXT NOT NULL PRIMARY KEY,
    target TEXT NOT NULL
  ) STRICT;

  PRAGMA user_version = ${SCHEMA_VERSION};
`;
