import type { Hits, LookThrough, Replace } from '../contract.ts';
import type { Room } from './room.ts';

/** Settings of the masking of one document. */
export interface JsonMaskerOptions {
  /** Nesting that the document may have, at most 1024. */
  maxDepth: number;
  /** Bytes of a value, a name or white space that may be held back. */
  bufferLimit: number;
  /**
   * What stands instead of a value. For `redact` and `null` the text must depend on the mask alone:
   * it is asked for once, of any value, and then kept with the plan.
   */
  replace: Replace;
  /** Looks through the values that the plan's rules select; by default there are none. */
  lookThrough?: LookThrough;
  /** Where what leaves is to stand; what leaves as it came stays where it is. */
  room?: Room | undefined;
  /** How many paths are kept for each mask. */
  maxPaths: number;
  /** For each mask of the plan what was hit so far, which is added to; none if absent. */
  hits?: readonly Hits[];
}
