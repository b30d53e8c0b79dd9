/** What the packing thread is told to do, and gives. */
import type { Segment } from '../../segments.ts';
import type { CheckedSegment, TreeEdge } from './check-segment.ts';

export interface Orders {
  /** To begin to compress a segment, and give the first chunk. */
  compress: { segment: Segment };
  /** The chunk after the one before. */
  next: object;
  /** To hold the packed copy of a segment against the tree. */
  check: { dir: string; segment: Segment; edge: TreeEdge };
}

/** What each order gives; no chunk is the end. */
export interface Results {
  compress: Uint8Array | undefined;
  next: Uint8Array | undefined;
  check: CheckedSegment;
}

export type Order = { [K in keyof Orders]: { kind: K } & Orders[K] }[keyof Orders];
