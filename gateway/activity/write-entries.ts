/** Writes what entries say into the index. */
import type { DatabaseSync } from 'node:sqlite';
import { EMPTY, hashLine } from '../ledger/entry.ts';
import type {
  ApprovalData,
  ErasureData,
  ExpiryData,
  IntentData,
  LedgerEntry,
  OutcomeData,
  ProbeData,
  RefusalData,
  SessionData,
  ShadowData,
  ShadowsData,
} from '../types.ts';
import type { PlacedEntry, Position } from './read-tail.ts';
import { SessionBook } from './session-book.ts';

/** Where the index stands, and the leaf hash of the last entry in it. */
export interface Progress extends Position {
  hash: string;
}

/** Writes entries in order, each once. */
export class EntryWriter {
  readonly #db: DatabaseSync;
  readonly #sessions: SessionBook;
  readonly #statements: ReturnType<typeof prepare>;
  #changed = new Set<number>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#sessions = new SessionBook(db);
    this.#statements = prepare(db);
  }

  /** Where the index stands. */
  get progress(): Progress {
    const { next, hash, segment, place } = this.#db.prepare('SELECT * FROM progress').get()!;
    return {
      next: Number(next),
      hash: String(hash),
      segment: Number(segment),
      place: Number(place),
    };
  }

  /** Writes them in one transaction; gives the requests (`seq`) that changed. Throws SQLite's error, and nothing is written then. */
  write(entries: readonly PlacedEntry[]): Set<number> {
    const last = entries.at(-1);
    this.#changed = new Set();
    if (!last) return this.#changed;
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const placed of entries) this.#writeOne(placed);
      const place = last.place + last.line.length + 1;
      this.#statements.progress.run(last.entry.seq + 1, hashLine(last.line), last.segment, place);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#sessions.forget();
      throw error;
    }
    return this.#changed;
  }

  #writeOne(placed: PlacedEntry): void {
    const { entry } = placed;
    const at = Date.parse(entry.time);
    switch (entry.type) {
      case 'session':
        this.#sessions.begin(entry.data as SessionData, at);
        break;
      case 'intent':
        this.#ask(placed, at, entry.data as IntentData, 'open');
        break;
      case 'refusal':
        this.#ask(placed, at, entry.data as RefusalData, 'refused');
        break;
      case 'outcome':
        this.#settle(placed, entry.data as OutcomeData);
        break;
      case 'probe':
      case 'approval':
        this.#wait(placed, at, entry.data as ProbeData | ApprovalData);
        break;
      case 'start':
        this.#statements.interrupt.run();
        break;
      case 'erasure':
        this.#erase(entry.data as ErasureData);
        break;
      case 'expiry':
        this.#expire(entry.data as ExpiryData);
        break;
      case 'bundle':
        this.#statements.bundle.run(entry.seq, at, JSON.stringify(entry.data));
        break;
      case 'shadow':
        this.#differ(entry, at, entry.data as ShadowData);
        break;
      case 'shadows':
        this.#count(entry.data as ShadowsData);
        break;
      default:
    }
  }

  /** What was asked and decided: of a request that waited for a person it is known only now. */
  #ask(
    { entry, place }: PlacedEntry,
    at: number,
    data: IntentData | RefusalData,
    state: 'open' | 'refused',
  ): void {
    const { id, connection, method, action, purpose, approval, reasons = [] } = data;
    const { code, status } = data as Partial<RefusalData>;
    const seq = this.#find(id) ?? this.#insert(entry.seq, at, data);
    const kind = kindOf(action, code);
    const identity = data.identity ? this.#sessions.identity(data.identity) : null;
    this.#statements.ask.run(
      identity,
      connection ?? null,
      method ?? null,
      action ?? null,
      kind,
      JSON.stringify(reasons),
      purpose ?? null,
      code ?? null,
      status ?? null,
      approval ?? null,
      state,
      entry.seq,
      seq,
    );
    this.#tag(seq, code === undefined ? reasons : [...reasons, code]);
    if (state === 'refused') this.#sessions.denied(data.session);
    this.#keep(entry.seq, seq, place);
  }

  #settle({ entry, place }: PlacedEntry, data: OutcomeData): void {
    const seq = this.#find(data.id);
    if (seq === undefined) return;
    const masks = data.masks.reduce((sum, { count }) => sum + count, 0);
    const state = data.error === 'interrupted' ? 'interrupted' : 'done';
    const { status, duration_ms: duration, error = null } = data;
    this.#statements.settle.run(status, masks, duration, error, state, seq);
    if (error !== null) this.#tag(seq, [error]);
    if (masks > 0) this.#sessions.masked(seq);
    this.#keep(entry.seq, seq, place);
  }

  /** A step of a request that people must approve. */
  #wait({ entry, place }: PlacedEntry, at: number, data: ProbeData | ApprovalData): void {
    const { approval, connection }: Partial<ProbeData> = data;
    const seq = this.#find(data.id) ?? this.#insert(entry.seq, at, data);
    this.#statements.wait.run(approval ?? null, connection ?? null, seq);
    this.#keep(entry.seq, seq, place);
  }

  #insert(seq: number, at: number, { id, session }: { id: string; session: string }): number {
    const { number, identity } = this.#sessions.request(session, at);
    this.#statements.insert.run(seq, id, at, number, identity, seq);
    return seq;
  }

  #find(id: string): number | undefined {
    const seq = this.#statements.find.get(id)?.['seq'];
    return seq === undefined ? undefined : Number(seq);
  }

  #keep(seq: number, request: number, place: number): void {
    this.#statements.keep.run(seq, request, place);
    this.#changed.add(request);
  }

  #tag(seq: number, reasons: readonly string[]): void {
    for (const reason of reasons) this.#statements.tag.run(reason, seq);
  }

  #erase(data: ErasureData): void {
    if (data.state !== 'begun') return;
    for (const id of data.exchanges) {
      this.#statements.erase.run(id);
      const seq = this.#find(id);
      if (seq !== undefined) this.#changed.add(seq);
    }
  }

  #expire({ segments }: ExpiryData): void {
    for (const { first, last } of segments)
      for (const statement of this.#statements.expire) statement.run(first, last);
  }

  #differ({ time }: LedgerEntry, at: number, data: ShadowData): void {
    const { id, active, shadow, candidate } = data;
    const example = JSON.stringify({ id, at: time, active, shadow });
    for (const kind of data.kinds)
      this.#statements.differ.run(candidate.digest, kind, 1, at, example);
  }

  #count({ candidate, counts }: ShadowsData): void {
    for (const [kind, count] of Object.entries(counts))
      this.#statements.differ.run(candidate.digest, kind, count, null, null);
  }
}

/** What a chart counts it as. */
function kindOf(action: string | undefined, code: string | undefined): string {
  if (action === undefined) return 'refused';
  return code === undefined || action === 'deny' || action === 'approve' ? action : 'refused';
}

function prepare(db: DatabaseSync) {
  return {
    progress: db.prepare('UPDATE progress SET next = ?, hash = ?, segment = ?, place = ?'),
    find: db.prepare('SELECT seq FROM requests WHERE id = ?'),
    insert: db.prepare(
      `INSERT INTO requests (seq, id, at, session, identity, kind, state, asked)
       VALUES (?, ?, ?, ?, ?, 'refused', 'open', ?)`,
    ),
    ask: db.prepare(
      `UPDATE requests SET identity = coalesce(?, identity), connection = ?, method = ?, action = ?, kind = ?, reasons = ?,
       purpose = ?, code = ?, status = ?, approval = coalesce(?, approval), state = ?, asked = ? WHERE seq = ?`,
    ),
    settle: db.prepare(
      'UPDATE requests SET status = ?, masks = ?, duration = ?, code = ?, state = ? WHERE seq = ?',
    ),
    wait: db.prepare(
      `UPDATE requests SET approval = coalesce(approval, ?), connection = coalesce(connection, ?), action = 'approve',
       kind = 'approve' WHERE seq = ?`,
    ),
    interrupt: db.prepare(`UPDATE requests SET state = 'interrupted' WHERE state = 'open'`),
    keep: db.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)'),
    tag: db.prepare('INSERT OR IGNORE INTO reasons SELECT ?, at, seq FROM requests WHERE seq = ?'),
    erase: db.prepare('UPDATE requests SET erased = 1 WHERE id = ?'),
    bundle: db.prepare('INSERT OR REPLACE INTO bundles VALUES (?, ?, ?)'),
    differ: db.prepare(
      `INSERT INTO differences VALUES (?, ?, ?, ?, ?) ON CONFLICT (candidate, kind) DO UPDATE SET
       count = count + excluded.count, at = coalesce(excluded.at, at), json = coalesce(excluded.json, json)`,
    ),
    expire: [
      'DELETE FROM reasons WHERE seq IN (SELECT seq FROM requests WHERE seq BETWEEN ? AND ?)',
      'DELETE FROM requests WHERE seq BETWEEN ? AND ?',
      'DELETE FROM entries WHERE seq BETWEEN ? AND ?',
      'DELETE FROM bundles WHERE seq BETWEEN ? AND ?',
    ].map((sql) => db.prepare(sql)),
  };
}

/** Whether the entry before `next` is the one that the index ends with; for an empty index, whether there is nothing to compare. */
export function isContinued({ next, hash }: Progress, before: Buffer | undefined): boolean {
  if (next === 0) return hash === EMPTY.hash;
  return before !== undefined && hashLine(before) === hash;
}
