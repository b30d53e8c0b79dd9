/** What is attached to the entries of a segment: their keys and bodies. */
import { checkBodies } from './bodies.ts';
import type { Exchanges } from './exchanges.ts';
import type { Fault } from './faults.ts';
import { readIfThere } from './files.ts';
import { checkSlots, findErased } from './slots.ts';

/** What is compared. */
export interface AttachedCheck {
  dir: string;
  /** `N` in 12 digits. */
  name: string;
  exchanges: Exchanges;
  /** Whether the entries are what was written: else the keys and bodies are not held against them one by one. */
  sure: boolean;
  /** Whether bodies are read. */
  bodies: boolean;
  /** Of the last segment the number of entries that a checkpoint covers: what is attached to others may be on its way. */
  proved?: number | undefined;
}

/** Gives the exchanges whose keys were erased; faults into `faults`. */
export async function checkAttached(
  { dir, name, exchanges, sure, bodies, proved }: AttachedCheck,
  faults: Fault[],
): Promise<string[]> {
  const last = proved !== undefined;
  const found: Fault[] = [];
  const keys = readIfThere(dir, `${name}.keys`) ?? Buffer.alloc(0);
  if (sure) checkSlots({ file: `${name}.keys`, bytes: keys, exchanges, last }, found);
  if (bodies) {
    const lax = last || !sure;
    await checkBodies({ dir, file: `${name}.bodies`, named: exchanges.bodies, lax }, found);
  }
  for (const fault of found) if (!last || (fault.seq ?? 0) < proved) faults.push(fault);
  return findErased(keys);
}
