/** Intents and outcomes across segments: each intent has one outcome, unless it is open at the end. */
import type { Loose } from './exchanges.ts';
import type { Fault } from './faults.ts';

/** Follows what segments cannot settle alone. */
export class Intents {
  readonly #open = new Map<number, string>();
  /** Where the entries before this number are not here, their intents are not either. */
  readonly #from: number;

  constructor(from: number) {
    this.#from = from;
  }

  /** Intents that have no outcome yet. */
  get open(): number {
    return this.#open.size;
  }

  /** Takes what a segment left over, in order, and then what is open at its end. */
  take(loose: readonly Loose[], open: readonly { seq: number; id: string }[]): Fault[] {
    const faults: Fault[] = [];
    for (const event of loose) {
      if (event.kind === 'start') {
        for (const seq of this.#open.keys()) faults.push({ fault: 'outcome-missing', seq });
        this.#open.clear();
      } else if (event.kind === 'outcome' && event.intent >= this.#from) {
        if (this.#open.get(event.intent) === event.id) this.#open.delete(event.intent);
        else faults.push({ fault: 'outcome-stray', seq: event.seq });
      }
    }
    for (const { seq, id } of open) this.#open.set(seq, id);
    return faults;
  }
}
