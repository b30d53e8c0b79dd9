/** What the packing thread is told to do, and gives. */
import type { Segment } from '../../segments.ts';
import type { CheckedSegment } from './check-segment.ts';
import type { Held } from './compress-segment.ts';

export interface Orders {
  check: { dir: string; segment: Segment; size: number };
  /** To begin to compress a segment, and give the first chunk. */
  compress: { segment: Segment };
  /** The chunk after the one before. */
  next: object;
  digest: { segment: Segment };
}

/** What each order gives; no chunk is the end. */
export interface Results {
  check: CheckedSegment;
  compress: Uint8Array | undefined;
  next: Uint8Array | undefined;
  digest: Held;
}

export type Order = { [K in keyof Orders]: { kind: K } & Orders[K] }[keyof Orders];
