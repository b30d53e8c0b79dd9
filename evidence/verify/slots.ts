/** The exchange keys of a segment: slots of 80 bytes. */
import type { Exchanges } from './exchanges.ts';
import type { Fault } from './faults.ts';

/** Bytes of a slot, and of the id that it begins with. */
const SLOT = 80;
const ID = 16;
const PADDING = 4;

/** The slots of a segment. */
export interface Slots {
  /** Whether the exchange's key is there (true) or was erased (false), by its id. */
  keys: Map<string, boolean>;
}

/** Reads `N.keys`; faults into `faults`. */
export function readSlots(file: string, bytes: Buffer, faults: Fault[]): Slots {
  const keys = new Map<string, boolean>();
  if (bytes.length % SLOT > 0)
    faults.push({ fault: 'keys-damaged', file, detail: `${bytes.length} bytes` });
  for (let at = 0; at + SLOT <= bytes.length; at += SLOT) {
    const id = uuidOf(bytes.toString('hex', at, at + ID));
    const erased = isZero(bytes, at + ID, at + SLOT);
    if (!isZero(bytes, at + SLOT - PADDING, at + SLOT))
      faults.push({
        fault: 'keys-damaged',
        file,
        detail: `slot ${at / SLOT} is not padded by zeros`,
      });
    keys.set(id, !erased);
  }
  return { keys };
}

/** Compares slots with the exchanges that need one; faults into `faults`. */
export function checkSlots(
  file: string,
  { keys }: Slots,
  { keyed }: Exchanges,
  faults: Fault[],
): void {
  for (const { seq, id } of keyed)
    if (!keys.has(id)) faults.push({ fault: 'slot-missing', file, seq, detail: id });
}

function isZero(bytes: Buffer, begin: number, end: number): boolean {
  // The first bytes of a key are hardly ever zero, so this looks at one.
  for (let at = begin; at < end; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
