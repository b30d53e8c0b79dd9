import type { Sealed } from '../../types.ts';
import type { ExchangeKey } from '../contract.ts';
import { MAX_PART_BYTES, sealPart } from '../seal/part.ts';
import { purposeKey, type Purpose } from '../seal/purpose.ts';
import type { BodyStore } from './body-store.ts';
import type { Recorded } from './recorder.ts';

/** What an entry seals, and what must be appended with it. */
export interface SealedText extends Recorded {
  sealed: Sealed;
}

/**
 * Seals JSON text for an entry: in the entry, or as a body where it is long. Each purpose of an exchange may seal
 * one long text. Rejects with a Refusal `ledger-unavailable`.
 */
export async function sealText(
  bodies: BodyStore,
  exchange: ExchangeKey,
  purpose: Purpose,
  text: string,
): Promise<SealedText> {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_PART_BYTES) {
    return { sealed: sealPart(exchange, purpose, bytes), packed: [], release: () => undefined };
  }
  const { stored, packed, release } = await bodies.put(purposeKey(exchange.key, purpose), bytes);
  return { sealed: { object: stored.object, bytes: stored.bytes }, packed, release };
}
