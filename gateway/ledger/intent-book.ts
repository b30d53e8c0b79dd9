/** Keeps each intent to one outcome, and knows which outcomes a failing disk has swallowed. */
import { Refusal } from '../errors.ts';
import type { EntryType } from '../types.ts';

/** An intent that has no outcome. */
export interface OpenIntent {
  id: string;
  seq: number;
  /** `seq` of the exchange's first entry; absent where the intent names no session. */
  key?: number;
}

/** Hears the number of an entry that is durable, and whether the key of its exchange is stored with it; undefined for one that failed. */
type Settled = (seq: number | undefined, isFirst: boolean) => void;

/** The part of an entry's data that the book goes by. */
type Facts = { id?: string; intent?: number; key?: number; session?: string };

/**
 * The intents of this run. An entry is admitted before it is queued and settled when it is durable
 * or has failed. Memory holds open intents only.
 */
export class IntentBook {
  readonly #open = new Map<string, OpenIntent | 'waiting'>();
  readonly #lost = new Map<string, OpenIntent>();

  /**
   * Lets an entry into the queue; returns what is to be told what became of it. Throws Refusal
   * `internal-error` for an intent that is open already, an outcome without a durable intent, of another or after
   * another outcome, and a `start` while an intent is open: recovery and auditors rely on there being none.
   */
  admit(type: EntryType, data: unknown): Settled {
    if (type === 'start' && this.#open.size > 0) throw outOfOrder('start');
    if (type === 'intent') return this.#admitIntent(data as Facts);
    if (type === 'outcome') return this.#admitOutcome(data as Facts);
    return () => undefined;
  }

  /** Hands over the intents whose outcome was lost; whoever takes them closes them, or gives them back. */
  takeLost(): OpenIntent[] {
    const lost = [...this.#lost.values()];
    this.#lost.clear();
    return lost;
  }

  /** Takes an intent whose outcome was lost again. */
  lose(intent: OpenIntent): void {
    this.#lost.set(intent.id, intent);
  }

  #admitIntent({ id = '', key, session }: Facts): Settled {
    if (this.#open.has(id)) throw outOfOrder('intent');
    this.#open.set(id, 'waiting');
    return (seq, isFirst) => {
      if (seq === undefined) this.#open.delete(id);
      else {
        const at = isFirst ? seq : (key ?? seq);
        this.#open.set(id, { id, seq, ...(session !== undefined && { key: at }) });
      }
    };
  }

  #admitOutcome({ id = '', intent: seq }: Facts): Settled {
    const intent = this.#open.get(id);
    if (intent === undefined || intent === 'waiting' || intent.seq !== seq)
      throw outOfOrder('outcome');
    this.#open.delete(id);
    return (written) => {
      if (written === undefined) this.lose(intent);
    };
  }
}

function outOfOrder(type: string): Refusal {
  return new Refusal('internal-error', `The record's ${type} entry is out of order`);
}
