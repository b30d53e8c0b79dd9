/** Finds where a ledger ends, after a clean end or a crash, and that its end is as it was written. */
import { join } from 'node:path';
import type { ExpiryData, SigningKeyData } from '../../types.ts';
import type { TileWriter } from '../checkpoints/tile-writer.ts';
import type { Head } from '../entry.ts';
import type { Position } from '../position.ts';
import { SLOT_BYTES } from '../seal/wrap.ts';
import { besideSegment, listAllSegments, type Segment } from '../segments.ts';
import { tilesOfDirectory } from '../tree/tile-source.ts';
import type { Tree } from '../tree/tree.ts';
import { AttachedFile, hasWholeSlot } from './attached.ts';
import { corruption, entryCorruption } from './corruption.ts';
import { GrowingTree } from './grow-tree.ts';
import { countWhole, Kept, lastNamed } from './kept.ts';
import { findLastSegment } from './last-segment.ts';
import type { NewestCheckpoint } from './newest-checkpoint.ts';
import { restoreTree, type TreeFiles } from './restore-tree.ts';
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

async function isThere(segment: Segment): Promise<boolean> {
  return (await listAllSegments(join(segment.path, '..'))).some(
    ({ path }) => path === segment.path,
  );
}
