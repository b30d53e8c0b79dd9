/** Checks one segment, as far as it can be checked alone. Runs in a worker, or beside the others in small ledgers. */
import { join } from 'node:path';
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { checkAttached } from './attached.ts';
import { readCheckpointLines, type FoundCheckpoint } from './checkpoint-lines.ts';
import { diagnoseSegment } from './diagnose/diagnose.ts';
import { readEnvelope } from './envelope.ts';
import type { Loose } from './exchanges.ts';
import type { Fault } from './faults.ts';
import { readIfThere, type SegmentFile } from './files.ts';
import { eachLine } from './lines.ts';
import { hashSegment, type SegmentTree } from './segment-tree.ts';
import { readTileLeaves, type RangeOfTiles } from './tile-leaves.ts';
import type { SpecialEntry } from './special.ts';
import { walkSegment, type WalkedSegment } from './walk.ts';

/** A segment to check. */
export interface SegmentJob {
  dir: string;
  segment: SegmentFile & { file: string };
  /** The segment behind; absent for the last. */
  next?: SegmentFile;
  /** Keys whose signatures on checkpoints are verified here. */
  keys: readonly NoteKey[];
  /** Sizes at which others remember the tree. */
  sizes: number[];
  /** Whether bodies are read. */
  bodies: boolean;
}

/** What was found in a segment. */
export interface SegmentReport extends SegmentTree {
  firstTime: string;
  lastTime: string;
  missingTiles: { path: string; end: number }[];
  loose: Loose[];
  /** Intents without outcome at its end. */
  open: { seq: number; id: string }[];
  special: SpecialEntry[];
  /** Exchanges whose keys were erased. */
  erased: string[];
  /** Length of a last line that is not whole yet. */
  torn: number;
  faults: Fault[];
}

/**
 * Checks a segment. Rejects with Node's error where a file cannot be read. A gateway may write meanwhile, so what is read
 * first is what was written last: checkpoints, tiles, entries, and then the keys and bodies that they need.
 */
export async function checkSegment(job: SegmentJob): Promise<SegmentReport> {
  const { dir, segment } = job;
  const faults: Fault[] = [];
  const checkpoints = readCheckpoints(job, faults);
  const { walked, tiles } = await readEntries(job, faults);
  compareTiles(tiles, walked, segment.first, faults);
  const proved = job.next ? undefined : newestSize(checkpoints);
  const { exchanges, sure } = walked;
  const attached = { dir, name: segment.name, exchanges, sure, bodies: job.bodies, proved };
  const erased = await checkAttached(attached, faults);
  for (const fault of exchanges.faults) faults.push({ file: segment.file, ...fault });
  const { firstTime, lastTime, special, torn } = walked;
  return {
    ...hashSegment(segment.first, walked.leaves, checkpoints, job.sizes),
    firstTime,
    lastTime,
    missingTiles: tiles.missing,
    loose: exchanges.loose,
    open: exchanges.open,
    special,
    erased,
    torn,
    faults,
  };
}

/** The checkpoints of a segment; faults into `faults`. */
function readCheckpoints(
  { dir, segment, next, keys }: SegmentJob,
  faults: Fault[],
): FoundCheckpoint[] {
  const file = `${segment.name}.checkpoints`;
  return readCheckpointLines(file, readIfThere(dir, file) ?? Buffer.alloc(0), keys, faults, !next);
}

function newestSize(checkpoints: readonly FoundCheckpoint[]): number {
  return checkpoints.reduce((newest, { size }) => Math.max(newest, size), 0);
}

async function readEntries(
  { dir, segment, next }: SegmentJob,
  faults: Fault[],
): Promise<{ walked: WalkedSegment; tiles: RangeOfTiles }> {
  const path = join(dir, segment.file);
  const prev = next?.file === undefined ? undefined : await readPrev(dir, next);
  const tiles = readTileLeaves(dir, segment.first, next?.first ?? Infinity);
  const walked = await walkSegment(path, segment.compressed, segment.first);
  const chained = walked !== undefined && isChained(walked, segment.first, next?.first, prev);
  if (chained && agree(tiles, walked, segment.first)) return { walked, tiles };
  const surroundings = {
    file: segment.file,
    path,
    compressed: segment.compressed,
    first: segment.first,
    ...(next && { next: { first: next.first, prev } }),
    tiles: tiles.tiles,
  };
  const before = faults.length;
  const diagnosed = await diagnoseSegment(surroundings, faults);
  // Whatever the diagnosis makes of it: what is not as it was written is never passed over.
  if (!chained && diagnosed.torn === 0 && faults.length === before)
    faults.push({ fault: 'file-altered', file: segment.file, detail: 'or the one behind it' });
  return { walked: diagnosed, tiles };
}

/** Whether a segment that has another behind it ends where that begins; `prev` is what that says of its last entry. */
function isChained(
  { leaves, torn }: WalkedSegment,
  first: number,
  next: number | undefined,
  prev: string | undefined,
): boolean {
  if (next === undefined) return true;
  const last = leaves.toString('hex', leaves.length - HASH_BYTES);
  const end = first + leaves.length / HASH_BYTES;
  return end === next && torn === 0 && (prev === undefined || prev === last);
}

/** What the first entry of a segment says of the one before it. */
async function readPrev(dir: string, segment: SegmentFile): Promise<string | undefined> {
  let prev: string | undefined;
  await eachLine(join(dir, segment.file!), segment.compressed, (buffer, begin, end) => {
    const envelope = readEnvelope(buffer.subarray(begin, end));
    if (envelope?.seq === segment.first) prev = envelope.prev;
    return false;
  }).catch(() => undefined);
  return prev;
}

function agree({ tiles }: RangeOfTiles, { leaves }: WalkedSegment, first: number): boolean {
  return tiles.every((tile) => {
    const begin = (tile.first - first) * HASH_BYTES;
    // A tile that knows more entries than there are differs too.
    return leaves.subarray(begin, begin + tile.leaves.length).equals(tile.leaves);
  });
}

function compareTiles(
  found: RangeOfTiles,
  walked: WalkedSegment,
  first: number,
  faults: Fault[],
): void {
  for (const path of found.damaged)
    faults.push({ fault: 'tile-altered', file: path, detail: 'its length' });
  for (const tile of found.tiles) {
    if (!agree({ ...found, tiles: [tile] }, walked, first))
      faults.push({ fault: 'tile-altered', file: tile.path });
  }
}
