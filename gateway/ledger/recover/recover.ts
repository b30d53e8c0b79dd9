/** Finds where a ledger ends, after a clean end or a crash, and that its end is as it was written. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { TileWriter } from '../checkpoints/tile-writer.ts';
import { EMPTY, hashLine, parseLine, type Head } from '../entry.ts';
import type { Position } from '../position.ts';
import { SLOT_BYTES } from '../seal/wrap.ts';
import {
  besideSegment,
  listAllSegments,
  readLines,
  segmentAt,
  type Line,
  type Segment,
} from '../segments.ts';
import { tilesOfDirectory } from '../tree/tile-source.ts';
import { HASH_BYTES } from '../tree/hash.ts';
import { TILE_WIDTH } from '../tree/tiles.ts';
import type { Tree } from '../tree/tree.ts';
import type { ExpiryData, SigningKeyData } from '../../types.ts';
import {
  AttachedFile,
  hasObject,
  hasWholeSlot,
  isWhole,
  listFrames,
  type Frame,
} from './attached.ts';
import { corruption, entryCorruption } from './corruption.ts';
import { GrowingTree } from './grow-tree.ts';
import type { NewestCheckpoint } from './newest-checkpoint.ts';
import { readTile, restoreTree, type TreeFiles } from './restore-tree.ts';
import { scanSegment, type Scanned } from './scan-segment.ts';

/** The end of a ledger. */
export interface LedgerEnd {
  position: Position;
  /** Over all entries before the position. */
  tree: Tree;
  /** Length of what was never acknowledged and is cut off, of all files. */
  tornBytes: number;
  /** `signing-key` entries that no checkpoint covers. */
  signingKeys: SigningKeyData[];
  /** `expiry` entries of the last segment. */
  expiries: { seq: number; data: ExpiryData }[];
}

/**
 * Checks the last segment's chain and its link to the segment before, its tree against the newest checkpoint,
 * and the slots and bodies of what no checkpoint covers. An end of which a line, slot or body is not whole was
 * never acknowledged and does not count. Throws SetupError for anything else that is not as it was written.
 */
export async function findEnd(
  dir: string,
  tiles: TileWriter,
  newest: NewestCheckpoint | undefined,
): Promise<LedgerEnd> {
  const covered = newest?.parsed.size ?? 0;
  const files: TreeFiles = { dir, tiles, covered, stored: tilesOfDirectory(dir) };
  const { segment, head } = await findLastSegment(files, newest !== undefined);
  const restored = await restoreTree(files, segment.first);
  const growing = new GrowingTree(restored.tree, files, newest);
  for (const leaf of restored.leaves) growing.append(leaf);
  return readEnd(dir, segment, head, growing, covered);
}

async function findLastSegment(
  files: TreeFiles,
  isSigned: boolean,
): Promise<{ segment: Segment; head: Head }> {
  const { dir } = files;
  const segments = await listAllSegments(dir);
  const last = segments.at(-1);
  if (!last) return { segment: segmentAt(dir, 0), head: EMPTY };
  const isOpen = last.form === 'open';
  const before = isOpen ? segments.at(-2) : last;
  const head = before ? await headOf(before, files) : EMPTY;
  const segment = isOpen ? last : segmentAt(dir, head.seq + 1);
  if (head.seq + 1 !== segment.first)
    throw entryCorruption(segment, 1, head.seq + 1, 'no file holds this entry');
  if (before && !isSigned)
    throw corruption(dir, '', 'the checkpoint that was signed at the end of a segment is missing');
  return { segment, head };
}

async function readEnd(
  dir: string,
  segment: Segment,
  before: Head,
  growing: GrowingTree,
  covered: number,
): Promise<LedgerEnd> {
  const keys = new AttachedFile(besideSegment(dir, segment.first, 'keys'));
  const bodies = new AttachedFile(besideSegment(dir, segment.first, 'bodies'));
  const scan = scanSegment(segment, before, covered);
  try {
    const kept = new Kept(before);
    const tail: Scanned[] = [];
    const exists = growing.tree.size > 0 || (await isThere(segment));
    let step = exists ? await scan.next() : { done: true as const, value: { bytes: 0 } };
    for (; step.done !== true; step = await scan.next()) {
      const entry = step.value;
      if (entry.head.seq >= covered) {
        tail.push(entry);
        continue;
      }
      if (entry.slot !== undefined && !hasWholeSlot(keys, kept.slots, entry.slot, () => true))
        throw corruption(
          keys.path,
          `slot ${kept.slots + 1}, of entry ${entry.head.seq}`,
          'it is missing or another',
        );
      await growing.appendEntry(entry.leaf, segment);
      kept.add(entry);
    }
    if (kept.head.seq + 1 < covered)
      throw entryCorruption(
        segment,
        kept.head.seq + 2 - segment.first,
        kept.head.seq + 1,
        `a checkpoint covers ${covered} entries, and this one is missing`,
      );
    const whole = tail.slice(0, countWhole(dir, tail, keys, bodies, kept.slots));
    for (const entry of whole) {
      await growing.appendEntry(entry.leaf, segment);
      kept.add(entry);
    }
    const cut = (tail.at(-1)?.end ?? kept.end) - kept.end;
    const keysSize = kept.slots * SLOT_BYTES;
    const bodiesSize = lastNamed(bodies, kept.bodies);
    const torn = step.value.bytes + cut + keys.size - keysSize + bodies.size - bodiesSize;
    const { head, end: size, from, sessions } = kept;
    return {
      position: { segment, size, keysSize, bodiesSize, head, from, sessions },
      tree: growing.tree,
      tornBytes: torn,
      signingKeys: whole.flatMap(({ signingKey }) => (signingKey ? [signingKey] : [])),
      expiries: kept.expiries,
    };
  } finally {
    await scan.return({ bytes: 0 });
    keys.close();
    bodies.close();
  }
}

/** What is known of the entries that count. */
class Kept {
  head: Head;
  end = 0;
  from = '';
  slots = 0;
  readonly bodies = new Set<string>();
  readonly sessions = new Set<string>();
  readonly expiries: { seq: number; data: ExpiryData }[] = [];

  constructor(before: Head) {
    this.head = before;
  }

  add({ head, end, slot, bodies, session, expiry }: Scanned): void {
    this.head = head;
    this.end = end;
    if (this.from === '') this.from = head.time;
    if (slot !== undefined) this.slots += 1;
    for (const digest of bodies) this.bodies.add(digest);
    if (session !== undefined) this.sessions.add(session);
    if (expiry) this.expiries.push({ seq: head.seq, data: expiry });
  }
}

/** How many entries of the tail have their slot and bodies; the first that has not, and all after it, were not acknowledged. */
function countWhole(
  dir: string,
  tail: readonly Scanned[],
  keys: AttachedFile,
  bodies: AttachedFile,
  slotsBefore: number,
): number {
  const erased = new Set(tail.flatMap(({ erased = [] }) => erased));
  const named = new Set(tail.flatMap((entry) => entry.bodies));
  const frames = new Map<string, Frame>();
  if (named.size > 0)
    for (const frame of listFrames(bodies))
      if (named.has(frame.digest)) frames.set(frame.digest, frame);
  const isStored = (digest: string): boolean => {
    const frame = frames.get(digest);
    return frame ? isWhole(bodies, frame) : hasObject(dir, digest);
  };
  let slots = slotsBefore;
  for (const [at, entry] of tail.entries()) {
    if (entry.slot !== undefined) {
      if (!hasWholeSlot(keys, slots, entry.slot, (id) => erased.has(id))) return at;
      slots += 1;
    }
    if (!entry.bodies.every(isStored)) return at;
  }
  return tail.length;
}

/** Where the last frame ends that an entry names: what follows is of entries that do not count. */
function lastNamed(bodies: AttachedFile, named: ReadonlySet<string>): number {
  let end = 0;
  for (const frame of listFrames(bodies)) if (named.has(frame.digest)) end = frame.end;
  return end;
}

async function isThere(segment: Segment): Promise<boolean> {
  return (await listAllSegments(join(segment.path, '..'))).some(
    ({ path }) => path === segment.path,
  );
}

async function headOf(segment: Segment, files: TreeFiles): Promise<Head> {
  if (segment.form === 'expired') return headOfExpired(segment, files);
  let last: Line | undefined;
  for await (const line of readLines(segment)) last = line;
  const entry = last?.ended === true ? parseLine(last.bytes) : undefined;
  if (!last || entry === undefined || !Number.isSafeInteger(entry.seq)) {
    const number = last?.number ?? 1;
    throw entryCorruption(
      segment,
      number,
      segment.first + number - 1,
      'the file has no whole last line',
    );
  }
  return { seq: entry.seq!, hash: hashLine(last.bytes), time: entry.time ?? '' };
}

async function headOfExpired(segment: Segment, files: TreeFiles): Promise<Head> {
  const { last } = JSON.parse(await readFile(segment.path, 'utf8')) as { last: number };
  const tile = await readTile(files, Math.floor(last / TILE_WIDTH));
  const begin = (last % TILE_WIDTH) * HASH_BYTES;
  const hash = tile?.subarray(begin, begin + HASH_BYTES);
  if (hash?.length !== HASH_BYTES)
    throw corruption(segment.path, '', 'the tile with the hash of its last entry is missing');
  return { seq: last, hash: hash.toString('hex'), time: '' };
}
