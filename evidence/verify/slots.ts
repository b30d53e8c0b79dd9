/** The exchange keys of a segment: slots of 80 bytes, one for each exchange that begins there, in their order. */
import type { Exchanges } from './exchanges.ts';
import type { Fault } from './faults.ts';
import { readUuid } from './ids.ts';

/** Bytes of a slot, and of the id that it begins with. */
export const SLOT = 80;
const ID = 16;
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
  const count = Math.floor(bytes.length / SLOT);
  const damaged = (detail: string, seq?: number): void => {
    faults.push({ fault: 'keys-damaged', file, ...(seq !== undefined && { seq }), detail });
  };
  if (!last && (bytes.length % SLOT > 0 || count > ids.length))
    damaged(`${bytes.length} bytes for ${ids.length} slots`);
  for (let slot = 0; slot < Math.min(count, ids.length); slot += 1) {
    const at = slot * SLOT;
    if (!ids.standsAt(slot, bytes, at)) {
      const found = readUuid(bytes, at);
      damaged(`slot ${slot} is of ${found}, and not of ${ids.textAt(slot)}`, seqs[slot]);
      // One that was put in or taken out moves all behind it.
      if (slot + 1 < count && ids.standsAt(slot, bytes, at + SLOT)) break;
      if (slot + 1 < ids.length && ids.standsAt(slot + 1, bytes, at)) break;
    }
    if (!isZero(bytes, at + SLOT - PADDING, at + SLOT))
      damaged(`slot ${slot} is not padded by zeros`, seqs[slot]);
  }
  if (count < ids.length)
    faults.push({ fault: 'slot-missing', file, seq: seqs[count]!, to: seqs.at(-1)! });
}

/** The exchanges whose slots are erased. */
export function findErased(bytes: Buffer): string[] {
  const erased: string[] = [];
  for (let at = 0; at + SLOT <= bytes.length; at += SLOT)
    if (isZero(bytes, at + ID, at + SLOT)) erased.push(readUuid(bytes, at));
  return erased;
}

function isZero(bytes: Buffer, begin: number, end: number): boolean {
  // The first bytes of a key are hardly ever zero, so this looks at one.
  for (let at = begin; at < end; at += 1) if (bytes[at] !== 0) return false;
  return true;
}
