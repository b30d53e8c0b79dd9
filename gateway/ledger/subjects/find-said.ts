/** What the ledger says of an erasure. */
import type { ErasureBegun, LedgerEntry } from '../../types.ts';
import type { Reader } from '../read/reader.ts';
import type { Unfinished } from './unfinished.ts';

/** The exchanges that its entries up to `to` name, unless it did not begin, and its end. */
export async function findSaid(
  reader: Reader,
  { erasure, from }: Pick<Unfinished, 'erasure' | 'from'>,
  to: number,
): Promise<{ named?: ReadonlySet<string>; done?: LedgerEntry }> {
  const said: { named?: Set<string>; done?: LedgerEntry } = {};
  for await (const { entry } of reader.entries({ from, to })) {
    const data = entry.data as Partial<ErasureBegun> | undefined;
    if (entry.type !== 'erasure' || data?.erasure !== erasure) continue;
    if (data.state === 'begun') {
      said.named ??= new Set();
      for (const id of data.exchanges!) said.named.add(id);
    } else {
      said.done = entry;
    }
  }
  return said;
}

/** An entry that is in the ledger. */
export async function readOne(
  reader: Reader,
  seq: number,
): Promise<{ entry: LedgerEntry; line: Buffer }> {
  for await (const read of reader.entries({ from: seq, to: seq })) return read;
  throw new Error(`entry ${seq} is not in the ledger`);
}
