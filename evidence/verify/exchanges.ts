/** What the entries of a segment say of exchanges: intents and their outcomes, keys, bodies. */
import type { ExchangeType } from '../../gateway/ledger/exchange-types.ts';
import type { Fault } from './faults.ts';
import { Ids, idText } from './ids.ts';
import { NamedBodies } from './named-bodies.ts';
import type { SaidOfExchange } from './scanner.ts';

/** Something that a segment cannot settle alone, in order. */
export type Loose =
  /** No intent of an earlier segment may be open here. */
  | { kind: 'start'; seq: number }
  /** The outcome of an intent of an earlier segment. */
  | { kind: 'outcome'; seq: number; intent: number; id: string };

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

  constructor(first: number) {
    this.#first = first;
  }

  /** Takes an entry of an exchange. */
  take(type: ExchangeType, seq: number, said: SaidOfExchange): void {
    const { named, id, key } = said;
    if (type === 'outcome') this.#close(seq, said);
    else {
      if (!named) this.#faults.push({ fault: 'slot-missing', seq, detail: 'it names no exchange' });
      if (type === 'intent') this.#open.set(seq, this.#intents.push(id));
    }
    if (key >= this.#first && !this.#isBegunAt(key, id))
      this.#faults.push({
        fault: 'slot-missing',
        seq,
        detail: `entry ${key} has none of ${idText(id)}`,
      });
    else if (key < 0 && type !== 'outcome') {
      this.#ids.push(id);
      this.#seqs.push(seq);
    }
  }

  /** Takes the bodies that the data of an entry names, which stand in `buffer` from `begin` to before `end`. */
  takeBodies(seq: number, buffer: Buffer, begin: number, end: number): void {
    this.#bodies.take(seq, buffer, begin, end);
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

  /** Whether that entry begins the exchange. */
  #isBegunAt(seq: number, id: Uint32Array): boolean {
    const seqs = this.#seqs;
    let [low, high] = [0, seqs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return seqs[low] === seq && this.#ids.has(low, id);
  }

  #close(seq: number, { intent, id }: SaidOfExchange): void {
    if (intent < 0) this.#faults.push({ fault: 'outcome-stray', seq });
    else if (intent < this.#first)
      this.#loose.push({ kind: 'outcome', seq, intent, id: idText(id) });
    else {
      const place = this.#open.get(intent);
      if (place === undefined || !this.#intents.has(place, id))
        this.#faults.push({ fault: 'outcome-stray', seq });
      else this.#open.delete(intent);
    }
  }
}
