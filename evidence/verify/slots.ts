/** The exchange keys of a segment: slots of 80 bytes, one for each exchange that begins there, in their order. */
import { ID_BYTES, SLOT_BYTES, slotId } from '../../gateway/ledger/seal/wrap.ts';
import type { Exchanges } from './exchanges.ts';
import type { Fault } from './faults.ts';

const PADDING = 4;

/** What is compared. */
export interface SlotCheck {
  file: string;
  /** Of `N.keys`. */
  bytes: Buffer;
  exchanges: Pick<Exchanges, 'ids' | 'seqs'>;
  /** Whether it is the last segment: what is being written may stand behind its end. */
  last: boolean;
}

/** Compares the slots with the exchanges; faults into `faults`. */
export function checkSlots({ file, bytes, exchanges, last }: SlotCheck, faults: Fault[]): void {
  const { ids, seqs } = exchanges;
  const count = Math.floor(bytes.length / SLOT_BYTES);
  const damaged = (detail: string, seq?: number): void => {
    faults.push({ fault: 'keys-damaged', file, ...(seq !== undefined && { seq }), detail });
  };
  if (!last && (bytes.length % SLOT_BYTES > 0 || count > ids.length))
    damaged(`${bytes.length} bytes for ${ids.length} slots`);
  for (let slot = 0; slot < Math.min(count, ids.length); slot += 1) {
    const at = slot * SLOT_BYTES;
    if (!ids.standsAt(slot, bytes, at)) {
      const found = slotId(bytes.subarray(at));
      damaged(`slot ${slot} is of ${found}, and not of ${ids.textAt(slot)}`, seqs[slot]);
      // One that was put in or taken out moves all behind it.
      if (slot + 1 < count && ids.standsAt(slot, bytes, at + SLOT_BYTES)) break;
      if (slot + 1 < ids.length && ids.standsAt(slot + 1, bytes, at)) break;
    }
    if (!isZero(bytes, at + SLOT_BYTES - PADDING, at + SLOT_BYTES))
      damaged(`slot ${slot} is not padded by zeros`, seqs[slot]);
  }
  if (count < ids.length)
    faults.push({ fault: 'slot-missing', file, seq: seqs[count]!, to: seqs.at(-1)! });
}

/** The exchanges whose slots are erased. */
export function findErased(bytes: Buffer): string[] {
  const erased: string[] = [];
  for (let at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES)
    if (isZero(bytes, at + ID_BYTES, at + SLOT_BYTES)) erased.push(slotId(bytes.subarray(at)));
  return erased;
}

function isZero(bytes: Buffer, begin: number, end: number): boolean {
  // The first bytes of a key are hardly ever zero, so this looks at one.
  for (let at = begin; at < end; at += 1) if (bytes[at] !== 0) return false;
  return true;
}
