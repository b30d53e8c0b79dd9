/** Entries that the ledger as a whole depends on. */

/** Such an entry, and its data. */
export interface SpecialEntry {
  seq: number;
  type: string;
  time: string;
  data: unknown;
}

const TYPES = new Set(['signing-key', 'erasure', 'expiry', 'clock', 'bundle']);

/** Reads an entry into `special` where it is of such a type; `data` is where its data begin. False where these cannot be read. */
export function readSpecial(
  about: Omit<SpecialEntry, 'data'>,
  entry: Buffer,
  data: number,
  special: SpecialEntry[],
): boolean {
  if (!TYPES.has(about.type)) return true;
  try {
    const value: unknown = JSON.parse(entry.toString('utf8', data, entry.length - 1));
    special.push({ ...about, data: value });
    return true;
  } catch {
    return false;
  }
}
