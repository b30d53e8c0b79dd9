/** Intents and outcomes across segments: each intent has one outcome, unless it is open at the end. */
import type { Loose } from './exchanges.ts';
import type { Fault } from './faults.ts';

/** Follows what segments cannot settle alone. */
export class Intents {
  readonly #open = new Map<number, string>();
  /** Intents whose outcome may have been removed with a segment. */
  readonly #excused = new Set<number>();
  readonly #removed: { first: number; last: number }[] = [];
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
        for (const seq of this.#open.keys())
          if (!this.#excused.has(seq)) faults.push({ fault: 'outcome-missing', seq });
        this.#open.clear();
      } else if (event.kind === 'outcome' && this.#isThere(event.intent)) {
        if (this.#open.get(event.intent) === event.id) this.#open.delete(event.intent);
        else faults.push({ fault: 'outcome-stray', seq: event.seq });
      }
    }
    for (const { seq, id } of open) this.#open.set(seq, id);
    return faults;
  }

  /** Retention removed these entries: intents among them, and outcomes of intents before. */
  takeRemoved(removed: { first: number; last: number }): void {
    this.#removed.push(removed);
    for (const seq of this.#open.keys()) this.#excused.add(seq);
  }

  #isThere(intent: number): boolean {
    return (
      intent >= this.#from &&
      !this.#removed.some(({ first, last }) => first <= intent && intent <= last)
    );
  }
}
