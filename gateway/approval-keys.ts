import type { ExchangeKey, Session } from './ledger/contract.ts';
import { newExchangeKey } from './ledger/seal/exchange-key.ts';

/** Far more than may be pending. One that is forgotten costs a slot of the ledger and nothing else. */
const MAX_KEPT = 10_000;

/** The keys of exchanges that wait for a person: what is decided is recorded under them. */
export class ApprovalKeys {
  readonly #kept = new Map<string, ExchangeKey>();
  readonly #own: () => Session;

  /** `own` gives the gateway's own session. */
  constructor(own: () => Session) {
    this.#own = own;
  }

  /** Keeps a key until others are newer. */
  keep(key: ExchangeKey): void {
    this.#kept.set(key.id, key);
    if (this.#kept.size <= MAX_KEPT) return;
    const [oldest] = this.#kept.keys();
    this.#kept.delete(oldest!);
  }

  /** The exchange's key; another, of the gateway's session, where this process has not kept it. */
  of(id: string): ExchangeKey {
    return this.#kept.get(id) ?? newExchangeKey(id, this.#own());
  }
}
