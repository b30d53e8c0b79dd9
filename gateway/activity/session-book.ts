/** Sessions and identities of the index, each stored once. */
import type { DatabaseSync } from 'node:sqlite';
import type { SessionData, SessionIdentity } from '../types.ts';

/** Sessions, or identities, that are known without asking the database. */
const MAX_KNOWN = 10_000;

interface Session {
  number: number;
  identity: number | null;
}

/** Notes sessions, who they are of, and what becomes of their requests. */
export class SessionBook {
  readonly #known = new Map<string, Session>();
  readonly #identities = new Map<string, number>();
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: DatabaseSync) {
    this.#statements = prepare(db);
  }

  /** A session begins, or is named again in another segment. */
  begin({ session, identity }: SessionData, at: number): void {
    const number = identity ? this.identity(identity) : null;
    this.#statements.begin.run(session, number, at, at);
    this.#known.delete(session);
  }

  /** Counts a request of a session. */
  request(id: string, at: number): Session {
    const session = this.#find(id) ?? this.#begin(id, at);
    this.#statements.request.run(at, session.number);
    return session;
  }

  /** Counts one that was refused. */
  denied(id: string): void {
    const session = this.#find(id);
    if (session) this.#statements.denied.run(session.number);
  }

  /** Counts one of whose answer something was masked; `seq` is the request's. */
  masked(seq: number): void {
    this.#statements.masked.run(seq);
  }

  /** The number of an identity. */
  identity(identity: SessionIdentity): number {
    const json = JSON.stringify(identity);
    const known = this.#identities.get(json);
    if (known !== undefined) return known;
    this.#statements.name.run(json, namesOf(identity));
    const number = Number(this.#statements.named.get(json)!['number']);
    keep(this.#identities, json, number);
    return number;
  }

  /** After a transaction that was taken back. */
  forget(): void {
    this.#known.clear();
    this.#identities.clear();
  }

  #find(id: string): Session | undefined {
    const known = this.#known.get(id);
    if (known) return known;
    const row = this.#statements.find.get(id);
    if (!row) return undefined;
    const { number, identity } = row;
    const session = {
      number: Number(number),
      identity: identity === null ? null : Number(identity),
    };
    keep(this.#known, id, session);
    return session;
  }

  /** Its own entry has expired. */
  #begin(id: string, at: number): Session {
    this.#statements.begin.run(id, null, at, at);
    return this.#find(id)!;
  }
}

/** What an identity is searched by. */
function namesOf({ issuer, subject, client_id: client, actors = [] }: SessionIdentity): string {
  const names = [
    issuer,
    subject,
    client,
    ...actors.flatMap((actor) => [actor.issuer, actor.subject]),
  ];
  return names.filter((name) => name !== undefined).join('\n');
}

function keep<T>(map: Map<string, T>, name: string, value: T): void {
  map.set(name, value);
  if (map.size > MAX_KNOWN) map.delete(map.keys().next().value!);
}

function prepare(db: DatabaseSync) {
  return {
    begin: db.prepare(
      `INSERT INTO sessions (id, identity, begun, last) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET identity = coalesce(identity, excluded.identity)`,
    ),
    find: db.prepare('SELECT number, identity FROM sessions WHERE id = ?'),
    request: db.prepare('UPDATE sessions SET requests = requests + 1, last = ? WHERE number = ?'),
    denied: db.prepare('UPDATE sessions SET denied = denied + 1 WHERE number = ?'),
    masked: db.prepare(
      'UPDATE sessions SET masked = masked + 1 WHERE number = (SELECT session FROM requests WHERE seq = ?)',
    ),
    name: db.prepare('INSERT OR IGNORE INTO identities (json, names) VALUES (?, ?)'),
    named: db.prepare('SELECT number FROM identities WHERE json = ?'),
  };
}
