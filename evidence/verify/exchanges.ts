/** What the entries of a segment say of exchanges: intents and their outcomes, keys, bodies. */
import type { Fault } from './faults.ts';
import { ID_WORDS, Ids, idText, parseId } from './ids.ts';
import { NamedBodies } from './named-bodies.ts';

/** Something that a segment cannot settle alone, in order. */
export type Loose =
  /** No intent of an earlier segment may be open here. */
  | { kind: 'start'; seq: number }
  /** The outcome of an intent of an earlier segment. */
  | { kind: 'outcome'; seq: number; intent: number; id: string };

/** Types of entries that belong to an exchange. */
export const EXCHANGE_TYPES = ['outcome', 'intent', 'refusal', 'approval', 'probe'] as const;
export type ExchangeType = (typeof EXCHANGE_TYPES)[number];

/** Whether entries of a type belong to an exchange. */
export function isExchangeType(type: string): type is ExchangeType {
  return (EXCHANGE_TYPES as readonly string[]).includes(type);
}

/** What is known of the exchanges of one segment. */
export interface Exchanges {
  loose: Loose[];
  /** Intents without outcome at the end of the segment. */
  open: { seq: number; id: string }[];
  /** Digests in hex of the bodies that are named, each with the first entry that does. */
  bodies: ReadonlyMap<string, number>;
  /** Exchanges that begin in the segment, in order: each has a slot. `seqs` has the numbers of their entries. */
  ids: Ids;
  seqs: number[];
  faults: Fault[];
}

const ID = '{"id":"';
const UUID = 36;
const KEY = ',"key":';
const INTENT = ',"intent":';

/** Follows the exchanges of a segment, entry by entry. */
export class ExchangeReader {
  readonly #first: number;
  /** By the number of an intent without outcome the place of its id. */
  readonly #open = new Map<number, number>();
  readonly #intents = new Ids();
  readonly #loose: Loose[] = [];
  readonly #faults: Fault[] = [];
  readonly #ids = new Ids();
  readonly #seqs: number[] = [];
  readonly #bodies = new NamedBodies();
  /** Of the entry that is read. */
  readonly #id = new Uint32Array(ID_WORDS);

  constructor(first: number) {
    this.#first = first;
  }

  /** Takes an entry whose data stands in `buffer` from `data` to before the brace in front of `end`. */
  take(type: ExchangeType, seq: number, buffer: Buffer, data: number, end: number): void {
    const from = data + ID.length;
    const named = startsWith(buffer, data, ID) && parseId(buffer, from, this.#id);
    if (!named) this.#id.fill(0);
    let at = from + UUID + 1;
    const key = readNumber(buffer, at, KEY);
    if (key !== undefined) at = key.end;
    if (type === 'outcome') this.#close(seq, readNumber(buffer, at, INTENT)?.value);
    else {
      if (!named) this.#faults.push({ fault: 'slot-missing', seq, detail: 'it names no exchange' });
      if (type === 'intent') this.#open.set(seq, this.#intents.push(this.#id));
    }
    if (key !== undefined && key.value >= this.#first && !this.#isBegunAt(key.value))
      this.#faults.push({
        fault: 'slot-missing',
        seq,
        detail: `entry ${key.value} has none of ${idText(this.#id)}`,
      });
    else if (key === undefined && type !== 'outcome') {
      this.#ids.push(this.#id);
      this.#seqs.push(seq);
    }
    this.#bodies.take(seq, buffer, data, end);
  }

  /** Takes a `start`: before it every intent has its outcome. */
  start(seq: number): void {
    for (const [intent] of this.#open) this.#faults.push({ fault: 'outcome-missing', seq: intent });
    this.#open.clear();
    this.#loose.push({ kind: 'start', seq });
  }

  /** The segment is over. */
  end(): Exchanges {
    return {
      loose: this.#loose,
      open: [...this.#open].map(([seq, place]) => ({ seq, id: this.#intents.textAt(place) })),
      bodies: this.#bodies.found,
      ids: this.#ids,
      seqs: this.#seqs,
      faults: this.#faults,
    };
  }

  /** Whether that entry begins the exchange of the entry that is read. */
  #isBegunAt(seq: number): boolean {
    const seqs = this.#seqs;
    let [low, high] = [0, seqs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return seqs[low] === seq && this.#ids.has(low, this.#id);
  }

  #close(seq: number, intent: number | undefined): void {
    if (intent === undefined) this.#faults.push({ fault: 'outcome-stray', seq });
    else if (intent < this.#first)
      this.#loose.push({ kind: 'outcome', seq, intent, id: idText(this.#id) });
    else {
      const place = this.#open.get(intent);
      if (place === undefined || !this.#intents.has(place, this.#id))
        this.#faults.push({ fault: 'outcome-stray', seq });
      else this.#open.delete(intent);
    }
  }
}

function startsWith(buffer: Uint8Array, begin: number, text: string): boolean {
  for (let at = 0; at < text.length; at += 1)
    if (buffer[begin + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** The number behind `name` where that stands at `begin`, and where it ends. */
function readNumber(
  buffer: Uint8Array,
  begin: number,
  name: string,
): { value: number; end: number } | undefined {
  if (!startsWith(buffer, begin, name)) return undefined;
  let value = 0;
  let end = begin + name.length;
  for (let digit = buffer[end]! - 0x30; digit >= 0 && digit <= 9; digit = buffer[end]! - 0x30) {
    value = 10 * value + digit;
    end += 1;
  }
  return end > begin + name.length && Number.isSafeInteger(value) ? { value, end } : undefined;
}
