/** Entries that become durable together, with what is attached to them. */
import type { Session } from './contract.ts';
import { formatLine, serialiseEntry, type Head, type Unchained } from './entry.ts';
import { Lines } from './lines.ts';

const LENGTH_BYTES = 8;

/** Where a batch begins. */
export interface BatchStart {
  head: Head;
  /** Whether it begins a segment of its own. */
  fresh: boolean;
  /** Number of the first entry of the segment that it goes on with. */
  segment: number;
  /** Ids of the sessions that the segment holds. */
  sessions: ReadonlySet<string>;
}

/** A batch takes its entries one by one and chains each at once: so that is done while another batch is synced. */
export class Batch<E extends Unchained = Unchained> {
  readonly fresh: boolean;
  /** Number of the first entry of its segment. */
  readonly segment: number;
  /** Number and time of its first entry. */
  readonly first: number;
  from = '';
  /** The entries that were added; a session that is announced before one of them is not among them. */
  readonly entries: { entry: E; seq: number }[] = [];
  readonly lines = new Lines();
  readonly slots: Buffer[] = [];
  /** Frames of `N.bodies`. */
  readonly frames: Buffer[] = [];
  #attached = 0;
  #head: Head;
  readonly #sessions: Set<string>;

  constructor({ head, fresh, segment, sessions }: BatchStart) {
    this.#head = head;
    this.first = head.seq + 1;
    this.fresh = fresh;
    this.segment = fresh ? this.first : segment;
    this.#sessions = new Set(fresh ? [] : sessions);
  }

  /** Bytes of all that is to be written. */
  get bytes(): number {
    return this.lines.length + this.#attached;
  }

  /** The last entry. */
  get head(): Head {
    return this.#head;
  }

  /** The sessions that the segment holds once the batch is in it. */
  get sessions(): ReadonlySet<string> {
    return this.#sessions;
  }

  add(entry: E): void {
    const { time, session, again, bodies = [] } = entry;
    if (this.lines.length === 0) this.from = time;
    if (session) this.#announce(session, time);
    if (again && again.after < this.segment) Object.assign(entry, again.make());
    const seq = this.#chain(entry);
    if (entry.slot) this.#push(this.slots, entry.slot);
    for (const { digest, bytes } of bodies) {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeBigUInt64BE(BigInt(bytes.length));
      for (const part of [digest, length, bytes]) this.#push(this.frames, part);
    }
    this.entries.push({ entry, seq });
  }

  #announce({ id, kek, wrapped, identity }: Session, time: string): void {
    if (this.#sessions.has(id)) return;
    this.#sessions.add(id);
    const data = { session: id, kek, key: wrapped, ...(identity && { identity }) };
    this.#chain(serialiseEntry(time, 'session', data));
  }

  #chain(entry: Unchained): number {
    const hash = this.lines.add(formatLine(this.#head, entry));
    const seq = this.#head.seq + 1;
    this.#head = { seq, hash, time: entry.time };
    return seq;
  }

  #push(to: Buffer[], bytes: Buffer): void {
    to.push(bytes);
    this.#attached += bytes.length;
  }
}
