/** What a diagnosis looks at. */
import type { Envelope } from '../envelope.ts';
import type { TileLeaves } from '../tile-leaves.ts';

/** A line, and the entry that it is taken for. */
export interface Line {
  number: number;
  bytes: Buffer;
  leaf: Buffer;
  envelope?: Envelope;
  seq?: number;
}

/** Where the segment lies. */
export interface Surroundings {
  file: string;
  path: string;
  compressed: boolean;
  first: number;
  /** Number of the entry that the next segment begins with, and what that says of this one's last. */
  next?: { first: number; prev: string | undefined };
  tiles: readonly TileLeaves[];
}
