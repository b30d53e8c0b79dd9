/** Checks one segment, as far as it can be checked alone. Runs in a worker, or beside the others in small ledgers. */
import { join } from 'node:path';
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { TreeRange, type SubtreeHash } from '../../gateway/ledger/tree/range.ts';
import { checkBodies } from './bodies.ts';
import { readCheckpointLines, type FoundCheckpoint } from './checkpoint-lines.ts';
import { diagnoseSegment } from './diagnose.ts';
import { readEnvelope } from './envelope.ts';
import type { Loose } from './exchanges.ts';
import type { Fault } from './faults.ts';
import { readIfThere, type SegmentFile } from './files.ts';
import { eachLine } from './lines.ts';
import { checkSlots, readSlots } from './slots.ts';
import { readTileLeaves, type RangeOfTiles } from './tile-leaves.ts';
import { walkSegment, type SpecialEntry, type WalkedSegment } from './walk.ts';

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

/** What the check of a segment's tree needs, also where its entries were removed. */
export type TreeJob = Pick<SegmentJob, 'dir' | 'keys' | 'sizes'> & { segment: SegmentFile };

/** What was found in a segment. */
export interface SegmentReport {
  first: number;
  /** Number of the entry behind the last. */
  end: number;
  firstTime: string;
  lastTime: string;
  /** The hashes over all its entries. */
  nodes: SubtreeHash[];
  /** Hashes that stand in tiles above level 0. */
  subtrees: SubtreeHash[];
  checkpoints: FoundCheckpoint[];
  /** The hashes over its entries before each size of a checkpoint, or asked for, that ends here. */
  sized: { size: number; nodes: SubtreeHash[] }[];
  missingTiles: { path: string; end: number }[];
  loose: Loose[];
  /** Intents without outcome at its end. */
  open: { seq: number; id: string }[];
  special: SpecialEntry[];
  /** Of each exchange with a slot whether its key is there; else it was erased. */
  slots: [id: string, there: boolean][];
  /** Length of a last line that is not whole yet. */
  torn: number;
  faults: Fault[];
}

/** Checks a segment. Rejects with Node's error where a file cannot be read. */
export async function checkSegment(job: SegmentJob): Promise<SegmentReport> {
  const { dir, segment } = job;
  const faults: Fault[] = [];
  const { walked, tiles } = await readEntries(job, faults);
  compareTiles(tiles, walked, segment.first, faults);
  const keysFile = `${segment.name}.keys`;
  const slots = readSlots(keysFile, readIfThere(dir, keysFile) ?? Buffer.alloc(0), faults);
  checkSlots(keysFile, slots, walked.exchanges, faults);
  if (job.bodies) await checkBodies(dir, `${segment.name}.bodies`, walked.exchanges.bodies, faults);
  for (const fault of walked.exchanges.faults) faults.push({ file: segment.file, ...fault });
  const { firstTime, lastTime, special, torn } = walked;
  return {
    ...checkTree(job, walked.leaves, faults),
    firstTime,
    lastTime,
    missingTiles: tiles.missing,
    loose: walked.exchanges.loose,
    open: walked.exchanges.open,
    special,
    slots: [...slots.keys],
    torn,
    faults,
  };
}

/** The part of a report that rests on the leaf hashes alone; faults of checkpoints into `faults`. */
export function checkTree(
  { dir, segment, keys, sizes }: TreeJob,
  leaves: Buffer,
  faults: Fault[],
): Pick<SegmentReport, 'first' | 'end' | 'nodes' | 'subtrees' | 'checkpoints' | 'sized'> {
  const end = segment.first + leaves.length / HASH_BYTES;
  const file = `${segment.name}.checkpoints`;
  const bytes = readIfThere(dir, file) ?? Buffer.alloc(0);
  const checkpoints = readCheckpointLines(file, bytes, keys, faults);
  const all = [...checkpoints.map(({ size }) => size), ...sizes];
  const { nodes, subtrees, sized } = hashRanges(leaves, segment.first, end, all);
  return {
    first: segment.first,
    end,
    nodes,
    subtrees,
    checkpoints,
    sized: [...sized].map(([size, nodes]) => ({ size, nodes })),
  };
}

async function readEntries(
  { dir, segment, next }: SegmentJob,
  faults: Fault[],
): Promise<{ walked: WalkedSegment; tiles: RangeOfTiles }> {
  const path = join(dir, segment.file);
  const prev = next?.file === undefined ? undefined : await readPrev(dir, next);
  const walked = await walkSegment(path, segment.compressed, segment.first);
  if (walked) {
    const end = segment.first + walked.leaves.length / HASH_BYTES;
    const tiles = readTileLeaves(dir, segment.first, next ? end : Infinity);
    const last = walked.leaves.toString('hex', walked.leaves.length - HASH_BYTES);
    const whole = next === undefined || (end === next.first && walked.torn === 0);
    if (whole && (prev === undefined || prev === last) && agree(tiles, walked, segment.first))
      return { walked, tiles };
  }
  const tiles = readTileLeaves(dir, segment.first, next?.first ?? Infinity);
  const surroundings = {
    file: segment.file,
    path,
    compressed: segment.compressed,
    first: segment.first,
    ...(next && { next: { first: next.first, prev } }),
    tiles: tiles.tiles,
  };
  return { walked: await diagnoseSegment(surroundings, faults), tiles };
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

function hashRanges(leaves: Buffer, first: number, end: number, sizes: number[]) {
  const subtrees: SubtreeHash[] = [];
  const range = new TreeRange(first, (subtree) => subtrees.push(subtree));
  const sized = new Map<number, SubtreeHash[]>();
  for (const size of new Set(sizes.toSorted((a, b) => a - b))) {
    if (size <= first || size > end) continue;
    range.appendLeaves(leaves, range.end - first, size - range.end);
    sized.set(size, [...range.nodes]);
  }
  range.appendLeaves(leaves, range.end - first, end - range.end);
  return { nodes: range.nodes, subtrees, sized };
}
