/** Keeps each intent to one outcome, and knows which outcomes a failing disk has swallowed. */
import { Refusal } from '../errors.ts';
import type { EntryType } from '../types.ts';

/**
 * The intents of this run. An entry is admitted before it is queued and settled when it is durable
 * or has failed. Memory holds the ids of open intents only.
 */
export class IntentBook {
  readonly #open = new Map<string, 'waiting' | 'durable'>();
  readonly #lost = new Set<string>();

  /**
   * Lets an entry into the queue. Throws Refusal `internal-error` for an intent that is open
   * already, an outcome without a durable intent or after another, and a `start` while an intent is
   * open: recovery and auditors rely on there being none.
   */
  admit(type: EntryType, id: string | undefined): void {
    if (type === 'start' && this.#open.size > 0) throw outOfOrder('start');
    if (id === undefined) return;
    if (type === 'intent') {
      if (this.#open.has(id)) throw outOfOrder(type);
      this.#open.set(id, 'waiting');
    } else if (type === 'outcome') {
      if (this.#open.get(id) !== 'durable') throw outOfOrder(type);
      this.#open.delete(id);
    }
  }

  /** Takes note of what became of an admitted entry. */
  settle(type: EntryType, id: string | undefined, durable: boolean): void {
    if (id === undefined) return;
    if (type === 'intent' && durable) this.#open.set(id, 'durable');
    else if (type === 'intent') this.#open.delete(id);
    else if (type === 'outcome' && !durable) this.#lost.add(id);
  }

  /** Hands over the ids of the intents whose outcome was lost; whoever takes them closes them. */
  takeLost(): string[] {
    const lost = [...this.#lost];
    this.#lost.clear();
    return lost;
  }
}

function outOfOrder(type: string): Refusal {
  return new Refusal('internal-error', `The record's ${type} entry is out of order`);
}
