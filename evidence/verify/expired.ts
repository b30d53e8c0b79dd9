/** A segment that retention removed: its leaf hashes are in the tiles, and an entry says what was removed. */
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { hashTree } from '../../gateway/ledger/tree/range.ts';
import type { Fault } from './faults.ts';
import { readIfThere, type SegmentFile } from './files.ts';
import type { SegmentReport } from './segment.ts';
import { hashSegment } from './segment-tree.ts';
import { readTileLeaves } from './tile-leaves.ts';

/** What `N.expired.json` says. */
export interface Expired {
  first: number;
  last: number;
  /** RFC 6962 hash of the entries as a tree of their own, base64. */
  root: string;
  /** The entry that says so. */
  expiry: number;
}

/**
 * Reads what is left of a segment; undefined where it cannot be read, which is then a fault. `tiles` are those that
 * have other hashes than its file says: which of the two is wrong the `expiry` entry tells. `next` is the first entry of
 * the segment behind it.
 */
export function checkExpired(
  dir: string,
  segment: SegmentFile,
  next: number | undefined,
  sizes: readonly number[],
  faults: Fault[],
): { report: SegmentReport; expired: Expired; tiles: string[] } | undefined {
  const file = `${segment.name}.expired.json`;
  const expired = readExpired(readIfThere(dir, file));
  const ordered = expired && expired.first <= expired.last && expired.last < expired.expiry;
  if (!ordered || expired.first !== segment.first) {
    faults.push({ fault: 'expired-altered', file });
    return undefined;
  }
  const read = readLeaves(dir, expired.first, expired.last + 1, faults);
  if (!read) {
    // It asks for hashes of entries that it cannot have had.
    if (next !== undefined && expired.last >= next) faults.push({ fault: 'expired-altered', file });
    return undefined;
  }
  const { leaves, paths } = read;
  return {
    expired,
    tiles: hashTree(leaves).toString('base64') === expired.root ? [] : paths,
    report: {
      ...hashSegment(segment.first, leaves, [], sizes),
      firstTime: '',
      lastTime: '',
      missingTiles: [],
      loose: [],
      open: [],
      special: [],
      erased: [],
      torn: 0,
      faults: [],
    },
  };
}

/** The leaf hashes of a range, all from tiles; undefined where one is missing. */
export function readLeaves(
  dir: string,
  begin: number,
  end: number,
  faults: Fault[],
): { leaves: Buffer; paths: string[] } | undefined {
  const { tiles } = readTileLeaves(dir, begin, end);
  const leaves = Buffer.alloc((end - begin) * HASH_BYTES);
  let known = begin;
  for (const tile of tiles) {
    const to = tile.first + tile.leaves.length / HASH_BYTES;
    if (tile.first > known) break;
    tile.leaves.copy(leaves, (tile.first - begin) * HASH_BYTES);
    known = Math.max(known, to);
  }
  if (known === end) return { leaves, paths: tiles.map(({ path }) => path) };
  faults.push({ fault: 'tile-missing', detail: `the hash of entry ${known}` });
  return undefined;
}

function readExpired(bytes: Buffer | undefined): Expired | undefined {
  try {
    const value = JSON.parse(String(bytes)) as Partial<Expired> & { v?: number };
    const { v, first, last, root, expiry } = value;
    const form = { v, first, last, root, expiry };
    const whole = [first, last, expiry].every((number) => Number.isSafeInteger(number));
    const spelt = `${JSON.stringify(form)}\n` === bytes?.toString('utf8');
    return v === 2 && whole && spelt && typeof root === 'string' ? (form as Expired) : undefined;
  } catch {
    return undefined;
  }
}
