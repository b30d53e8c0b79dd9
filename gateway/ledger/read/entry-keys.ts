/** Finds the keys of the exchange that an entry belongs to. */
import type { LedgerEntry } from '../../types.ts';
import type { KeyEncryption } from '../seal/key-encryption.ts';
import { isErased, unwrapExchangeKey } from '../seal/wrap.ts';
import { EvidenceDamage } from './damage.ts';
import type { SegmentList } from './find-segment.ts';
import type { SealedData } from './sealed-data.ts';
import { SessionKeys } from './session-keys.ts';
import { Slots } from './slots.ts';

/** Keys, of which one opens the entry; or that they were erased, or none is at hand. */
export type FoundKeys = { state: 'open'; keys: readonly Buffer[] } | { state: 'erased' | 'no-key' };

/** What is read, and with which keys. */
export interface ReaderOptions {
  /** Directory of the ledger, or of an unpacked archive. */
  dir: string;
  /** What the session keys are wrapped with. */
  keks?: readonly KeyEncryption[];
  /** Of an archive, instead: the keys of exchanges, by their ids. */
  exchangeKeys?: ReadonlyMap<string, readonly Buffer[]>;
}

/** The keys of one ledger, or archive. */
export class EntryKeys {
  readonly sessions: SessionKeys;
  readonly #segments: SegmentList;
  readonly #slots: Slots;
  readonly #exchangeKeys: ReaderOptions['exchangeKeys'];

  constructor({ dir, keks = [], exchangeKeys }: ReaderOptions, segments: SegmentList) {
    this.#segments = segments;
    this.#slots = new Slots(dir);
    this.sessions = new SessionKeys(keks);
    this.#exchangeKeys = exchangeKeys;
  }

  /** Rejects with EvidenceDamage where they should be there and are not, or cannot be used now. */
  async of({ seq }: Pick<LedgerEntry, 'seq'>, data: SealedData): Promise<FoundKeys> {
    if (this.#exchangeKeys) {
      const keys = this.#exchangeKeys.get(data.id);
      return keys ? { state: 'open', keys } : { state: 'no-key' };
    }
    const at = data.key ?? seq;
    const segment = await this.#segments.find(at);
    const slots = segment ? this.#slots.of(segment.first, data.id) : [];
    if (slots.length === 0 && (await this.#segments.isExpired(at))) return { state: 'erased' };
    if (!segment || slots.length === 0)
      throw new EvidenceDamage(`entry ${seq}: its key has no slot`);
    const kept = slots.filter((slot) => !isErased(slot));
    if (kept.length === 0) return { state: 'erased' };
    const session = await this.sessions.of(data.session ?? '', segment);
    if (session === 'missing')
      throw new EvidenceDamage(`entry ${seq}: its session is not in the segment`);
    if (session === 'no-key') return { state: 'no-key' };
    return { state: 'open', keys: unwrapAll(kept, session, seq) };
  }
}

/** Of several slots of one exchange those of other sessions do not open. */
function unwrapAll(slots: readonly Buffer[], session: Buffer, seq: number): Buffer[] {
  const keys: Buffer[] = [];
  for (const slot of slots) {
    try {
      keys.push(unwrapExchangeKey(slot, session)!);
    } catch {
      // Told below, where none opens.
    }
  }
  if (keys.length === 0)
    throw new EvidenceDamage(`entry ${seq}: its slot was changed, or is another's`);
  return keys;
}
