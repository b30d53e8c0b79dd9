/**
 * Keys of exchanges that go on in a later segment, as where a person takes days to decide: the key is stored there once more, for with
 * the earlier segment retention removes its slots.
 */
import type { ErasureData } from '../types.ts';
import type { ExchangeKey } from './contract.ts';
import type { Unchained } from './entry.ts';
import { mayBegin } from './exchange-types.ts';
import { wrapExchangeKey } from './seal/wrap.ts';

/** Exchanges that are remembered as erased. Beyond it no key is stored again. */
const MAX_ERASED = 100_000;

/** In front of the data of each entry that says where its key is. */
const KEY = /^(\{"id":"[^"]*"),"key":\d+/;

/** Says which entries may bring the key of their exchange along. */
export class KeyAgain {
  readonly #erased = new Set<string>();

  /** Takes an entry as it is queued: what it says is erased gets no key any more, in whatever segment. */
  takeErasure(data: ErasureData): void {
    if (!('exchanges' in data) || this.#erased.size > MAX_ERASED) return;
    for (const id of data.exchanges) this.#erased.add(id);
  }

  /** What an entry of this exchange is where it stands in another segment than the key; undefined where it stays as it is. */
  of({ type, json, slot }: Unchained, exchange: ExchangeKey): Unchained['again'] {
    const { id, at } = exchange;
    if (at === undefined || slot || !mayBegin(type)) return undefined;
    if (this.#erased.has(id) || this.#erased.size > MAX_ERASED) return undefined;
    return {
      after: at,
      make: () => ({ json: json.replace(KEY, '$1'), slot: wrapExchangeKey(exchange) }),
    };
  }
}
