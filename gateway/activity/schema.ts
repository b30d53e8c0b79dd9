/** The tables of the index. It holds what entries say in clear and nothing else, so that an erasure has nothing to remove in it. */
import { EMPTY } from '../ledger/entry.ts';

/** Another version makes the index anew. */
export const VERSION = 1;

/** `at` is milliseconds since the epoch, `seq` the number of an entry, `kept` its line's place in its segment, in bytes. */
export const SCHEMA = `
  CREATE TABLE progress (next INTEGER NOT NULL, hash TEXT NOT NULL, segment INTEGER NOT NULL, place INTEGER NOT NULL);
  INSERT INTO progress VALUES (0, '${EMPTY.hash}', 0, 0);
  CREATE TABLE identities (number INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE, names TEXT NOT NULL);
  CREATE TABLE sessions (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, identity INTEGER, begun INTEGER NOT NULL, last INTEGER NOT NULL,
    requests INTEGER NOT NULL DEFAULT 0, denied INTEGER NOT NULL DEFAULT 0, masked INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE requests (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, session INTEGER NOT NULL, identity INTEGER,
    connection TEXT, method TEXT, action TEXT, kind TEXT NOT NULL, reasons TEXT NOT NULL DEFAULT '[]', purpose TEXT,
    code TEXT, status INTEGER, masks INTEGER NOT NULL DEFAULT 0, approval TEXT, duration REAL, state TEXT NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0, asked INTEGER NOT NULL);
  CREATE INDEX by_time ON requests (at, kind);
  CREATE INDEX by_session ON requests (session, at);
  CREATE INDEX by_identity ON requests (identity, at);
  CREATE INDEX by_connection ON requests (connection, at);
  CREATE INDEX by_action ON requests (action, at);
  CREATE INDEX by_state ON requests (state, at);
  CREATE INDEX by_approval ON requests (approval, at) WHERE approval IS NOT NULL;
  CREATE TABLE reasons (reason TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (reason, at, seq)) WITHOUT ROWID;
  CREATE TABLE entries (seq INTEGER PRIMARY KEY, request INTEGER NOT NULL, place INTEGER NOT NULL);
  CREATE INDEX by_request ON entries (request);
  CREATE TABLE bundles (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE TABLE differences (candidate TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, at INTEGER, json TEXT, PRIMARY KEY (candidate, kind));
  PRAGMA user_version = ${VERSION};`;
