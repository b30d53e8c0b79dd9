import type { ExchangeKey, Session } from './ledger/contract.ts';
import { newExchangeKey } from './ledger/seal/exchange-key.ts';
import type { SeenSubject } from './types.ts';

/** Far more than may be pending. One that is forgotten costs a slot of the ledger and nothing else. */
const MAX_KEPT = 10_000;

/** What the steps of an exchange's approval are recorded with. */
export interface KeptExchange {
  key: ExchangeKey;
  /** Whom it is about, as far as is known. */
  subjects: readonly SeenSubject[];
}

/** The exchanges that wait for a person: what is decided is recorded under their keys, and of their subjects. */
export class ApprovalKeys {
  readonly #kept = new Map<string, KeptExchange>();
  readonly #own: () => Session;

  /** `own` gives the gateway's own session. */
  constructor(own: () => Session) {
    this.#own = own;
  }

  /** Keeps an exchange until others are newer. */
  keep(exchange: KeptExchange): void {
    this.#kept.set(exchange.key.id, exchange);
    if (this.#kept.size <= MAX_KEPT) return;
    const [oldest] = this.#kept.keys();
    this.#kept.delete(oldest!);
  }

  /** The exchange; with another key, of the gateway's session, where this process has not kept it. */
  of(id: string): KeptExchange {
    return this.#kept.get(id) ?? { key: newExchangeKey(id, this.#own()), subjects: [] };
  }
}
