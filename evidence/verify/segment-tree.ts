/** What rests on the leaf hashes of a segment alone: the hashes over it, whole and up to each checkpoint. */
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { TreeRange, type SubtreeHash } from '../../gateway/ledger/tree/range.ts';
import type { FoundCheckpoint } from './checkpoint-lines.ts';

/** The part of a segment's report that its tree makes. */
export interface SegmentTree {
  first: number;
  /** Number of the entry behind the last. */
  end: number;
  /** The hashes over all its entries. */
  nodes: SubtreeHash[];
  /** Hashes that stand in tiles above level 0. */
  subtrees: SubtreeHash[];
  checkpoints: FoundCheckpoint[];
  /** The hashes over its entries before each size of a checkpoint, or asked for, that ends here. */
  sized: { size: number; nodes: SubtreeHash[] }[];
}

/** The tree over the leaf hashes from entry `first` on; `sizes` are those at which others remember it. */
export function hashSegment(
  first: number,
  leaves: Buffer,
  checkpoints: FoundCheckpoint[],
  sizes: readonly number[],
): SegmentTree {
  const end = first + leaves.length / HASH_BYTES;
  const subtrees: SubtreeHash[] = [];
  const range = new TreeRange(first, (subtree) => subtrees.push(subtree));
  const sized: SegmentTree['sized'] = [];
  const wanted = new Set([...checkpoints.map(({ size }) => size), ...sizes]);
  for (const size of [...wanted].toSorted((a, b) => a - b)) {
    if (size <= first || size > end) continue;
    range.appendLeaves(leaves, range.end - first, size - range.end);
    sized.push({ size, nodes: [...range.nodes] });
  }
  range.appendLeaves(leaves, range.end - first, end - range.end);
  return { first, end, nodes: range.nodes, subtrees, checkpoints, sized };
}
