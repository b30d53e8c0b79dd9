/** What the entries of a segment say of exchanges: intents and their outcomes, keys, bodies. */
import type { Fault } from './faults.ts';

/** Something that a segment cannot settle alone, in order. */
export type Loose =
  /** No intent of an earlier segment may be open here. */
  | { kind: 'start'; seq: number }
  /** The outcome of an intent of an earlier segment. */
  | { kind: 'outcome'; seq: number; intent: number; id: string }
  /** The key of the exchange is in the segment that holds entry `key`. */
  | { kind: 'key'; seq: number; key: number; id: string };

/** A body that an entry names. */
export interface NamedBody {
  seq: number;
  /** Hex. */
  digest: string;
}

/** What is known of the exchanges of one segment. */
export interface Exchanges {
  loose: Loose[];
  /** Intents without outcome at the end of the segment. */
  open: { seq: number; id: string }[];
  bodies: NamedBody[];
  /** Exchanges whose key must be in the segment's own slots, in order of their entries. */
  keyed: { seq: number; id: string }[];
  faults: Fault[];
}

const UUID = 36;
const OBJECT = Buffer.from('"object":"');
const KEY = Buffer.from(',"key":');
const SEALED = Buffer.from('"sealed":');
const DIGEST = /^[0-9a-f]{64}$/;

/** Follows the exchanges of a segment, entry by entry. */
export class ExchangeReader {
  readonly found: Exchanges = { loose: [], open: [], bodies: [], keyed: [], faults: [] };
  readonly #first: number;
  readonly #open = new Map<number, string>();

  constructor(first: number) {
    this.#first = first;
  }

  /** Takes an entry of type `intent`, `outcome`, `refusal` or `approval`; `data` is where its data begins in `entry`. */
  take(type: string, seq: number, entry: Buffer, data: number): void {
    const id = readId(entry, data);
    if (type === 'intent') this.#open.set(seq, id.id);
    else if (type === 'outcome') this.#close(seq, id.id, readNumber(entry, id.end, ',"intent":'));
    const key = readKey(entry, id.end);
    if (key !== undefined && key < this.#first)
      this.found.loose.push({ kind: 'key', seq, key, id: id.id });
    else if (key !== undefined || type !== 'outcome' || entry.includes(SEALED, id.end))
      this.found.keyed.push({ seq, id: id.id });
    this.#readBodies(seq, entry, data);
  }

  /** Takes a `start`: before it every intent has its outcome. */
  start(seq: number): void {
    for (const [intent] of this.#open)
      this.found.faults.push({ fault: 'outcome-missing', seq: intent });
    this.#open.clear();
    this.found.loose.push({ kind: 'start', seq });
  }

  /** The segment is over. */
  end(): Exchanges {
    for (const [seq, id] of this.#open) this.found.open.push({ seq, id });
    return this.found;
  }

  #close(seq: number, id: string, intent: number | undefined): void {
    if (intent === undefined) this.found.faults.push({ fault: 'outcome-stray', seq });
    else if (intent < this.#first) this.found.loose.push({ kind: 'outcome', seq, intent, id });
    else if (this.#open.get(intent) !== id) this.found.faults.push({ fault: 'outcome-stray', seq });
    else this.#open.delete(intent);
  }

  #readBodies(seq: number, entry: Buffer, data: number): void {
    // A quote within a text is escaped, so these bytes are always the member itself.
    for (let at = entry.indexOf(OBJECT, data); at >= 0; at = entry.indexOf(OBJECT, at + 1)) {
      const begin = at + OBJECT.length;
      const digest = entry.toString('latin1', begin, begin + 64);
      if (DIGEST.test(digest)) this.found.bodies.push({ seq, digest });
    }
  }
}

/** The exchange of an entry, and where to read on. It stands first in what Regent writes. */
function readId(entry: Buffer, data: number): { id: string; end: number } {
  if (entry.toString('latin1', data, data + 7) === '{"id":"') {
    const end = data + 7 + UUID;
    return { id: entry.toString('latin1', data + 7, end), end: end + 1 };
  }
  const { id } = parse(entry, data);
  return { id: typeof id === 'string' ? id : '', end: data };
}

function readKey(entry: Buffer, from: number): number | undefined {
  const at = entry.indexOf(KEY, from);
  return at < 0 ? undefined : readNumber(entry, at, ',"key":');
}

/** The number behind `name` where that stands at `at`, else the member of the data. */
function readNumber(entry: Buffer, at: number, name: string): number | undefined {
  const text = entry.toString('latin1', at, at + name.length + 17);
  if (text.startsWith(name)) {
    const value = Number.parseInt(text.slice(name.length), 10);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const found = entry.toString('utf8').match(new RegExp(`${name}(\\d{1,16})[,}]`));
  return found ? Number(found[1]) : undefined;
}

function parse(entry: Buffer, data: number): { id?: unknown } {
  try {
    return JSON.parse(entry.toString('utf8', data, entry.length - 1)) as { id?: unknown };
  } catch {
    return {};
  }
}
