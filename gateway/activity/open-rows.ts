/** Opens what rows seal: the target of each request. */
import type { Reader } from '../ledger/read/reader.ts';
import type { LedgerEntry, SealedApproval, SealedIntent, SealedRefusal } from '../types.ts';
import { readPlaces } from './read-places.ts';
import type { FoundRow } from './rows.ts';

/** What the entry says that asks. */
export interface Asked {
  method: string;
  host: string;
  target: string;
  headers: Record<string, string>;
}

/** Adds the path to the rows, where it is not erased; and says so where it is. */
export async function openPaths(
  dir: string,
  reader: Reader,
  found: readonly FoundRow[],
): Promise<void> {
  const places = found.filter(({ row }) => row.erased !== true).map(({ asked }) => asked);
  const entries = await readPlaces(dir, places);
  for (const { row, asked } of found) {
    const entry = entries.get(asked.seq)?.entry;
    if (!entry) continue;
    // What is damaged is told by `regent evidence verify`; a list shows what can be shown.
    const opened = await reader.open(entry).catch(() => undefined);
    if (opened?.state === 'erased') row.erased = true;
    if (opened?.state !== 'open') continue;
    const path = askedOf(entry, opened.sealed)?.target;
    if (path !== undefined) row.path = path;
  }
}

/** What was asked, as an entry seals it; undefined where it was not understood. */
export function askedOf({ type }: LedgerEntry, sealed: object): Asked | undefined {
  if (type === 'approval') return ofApproval(sealed as SealedApproval);
  const { input } = sealed as SealedIntent;
  const { request } = sealed as SealedRefusal;
  // A sealed part's texts are those that the gateway wrote; members may be missing all the same in a future version.
  if (input) {
    const { method, host, path, query_string: query, headers } = input.request;
    return { method, host, target: query === '' ? path : `${path}?${query}`, headers };
  }
  return request && { ...request, headers: {} };
}

function ofApproval({ bound }: SealedApproval): Asked | undefined {
  if (bound === undefined) return undefined;
  const { request } = JSON.parse(bound) as {
    request: {
      method: string;
      host: string;
      path: string;
      queryString: string;
      headers: Record<string, string>;
    };
  };
  const { method, host, path, queryString, headers } = request;
  return { method, host, target: queryString === '' ? path : `${path}?${queryString}`, headers };
}
