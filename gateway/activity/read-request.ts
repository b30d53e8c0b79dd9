/** The entries of one request. */
import type { ActivityRow } from '../admin/contract.ts';
import type { ReadEntry } from '../ledger/read/reader.ts';
import { makeWhere } from './filter.ts';
import { readPlaces } from './read-places.ts';
import { findRows } from './rows.ts';
import type { SearchParts } from './search.ts';

/** Entries of one request that are shown: an approval of which people voted very often has more. */
const MAX_ENTRIES = 200;

/** By its decision id: its row, and its entries in order; undefined where the index has none. */
export async function readRequest(
  { dir, keeper }: SearchParts,
  id: string,
): Promise<{ row: ActivityRow; read: ReadEntry[] } | undefined> {
  const [found] = keeper.query((db) => findRows(db, makeWhere(db, { ids: [id] }), { limit: 1 }));
  if (!found) return undefined;
  const places = keeper.query((db) =>
    db
      .prepare('SELECT seq, place FROM entries WHERE request = ? ORDER BY seq LIMIT ?')
      .all(found.row.seq, MAX_ENTRIES)
      .map(({ seq, place }) => ({ seq: Number(seq), place: Number(place) })),
  );
  return { row: found.row, read: [...(await readPlaces(dir, places)).values()] };
}
