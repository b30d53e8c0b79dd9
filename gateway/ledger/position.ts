/** Where a ledger ends. */
import type { Head } from './entry.ts';
import type { Segment } from './segments.ts';

/** Where a ledger is continued; sizes are durable lengths in bytes. */
export interface Position {
  segment: Segment;
  size: number;
  keysSize: number;
  bodiesSize: number;
  head: Head;
  /** Time of the segment's first entry; empty where it has none. */
  from: string;
  /** Ids of the sessions that the segment holds. */
  sessions: ReadonlySet<string>;
}
