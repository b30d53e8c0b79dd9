/** The exchange keys of a segment: slots of 80 bytes, one for each exchange that begins there, in their order. */
import type { Exchanges } from './exchanges.ts';
import type { Fault } from './faults.ts';

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
    if (!isUuid(ids[slot]!, bytes, at)) {
      const found = readUuid(bytes, at);
      damaged(`slot ${slot} is of ${found}, and not of ${ids[slot]!}`, seqs[slot]);
      // One that was put in or taken out moves all behind it.
      if (slot + 1 < count && isUuid(ids[slot]!, bytes, at + SLOT)) break;
      if (slot + 1 < ids.length && isUuid(ids[slot + 1]!, bytes, at)) break;
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

const DASH = 0x2d;

/** Whether the 16 bytes at `begin` are those of a UUID. */
function isUuid(text: string, bytes: Uint8Array, begin: number): boolean {
  let digit = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DASH) continue;
    const byte = bytes[begin + (digit >> 1)]!;
    const nibble = digit % 2 === 0 ? byte >> 4 : byte & 15;
    if (code !== (nibble < 10 ? 0x30 : 0x57) + nibble) return false;
    digit += 1;
  }
  return digit === 2 * ID;
}

/** The UUID at `begin`. */
export function readUuid(bytes: Buffer, begin: number): string {
  const hex = bytes.toString('hex', begin, begin + ID);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
