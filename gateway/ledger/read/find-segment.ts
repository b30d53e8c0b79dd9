/** Finds the segment that holds an entry. */
import { listAllSegments, listSegments, type Segment } from '../segments.ts';

/** The segments of a directory. They are listed again only where an entry may be in one that is new. */
export class SegmentList {
  readonly #dir: string;
  #segments: readonly Segment[] = [];
  /** The last entry that is known to be in the last of them. */
  #reached = -1;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** All of them, as they are now. */
  async all(): Promise<readonly Segment[]> {
    this.#segments = await listSegments(this.#dir);
    this.#reached = -1;
    return this.#segments;
  }

  /** Notes that an entry was read from a segment. */
  reached(seq: number, segment: Segment): void {
    if (segment === this.#segments.at(-1)) this.#reached = Math.max(this.#reached, seq);
  }

  /** Whether this entry stood in a segment that retention removed. */
  async isExpired(seq: number): Promise<boolean> {
    const segments = await listAllSegments(this.#dir);
    return segments.findLast(({ first }) => first <= seq)?.form === 'expired';
  }

  /** The segment with this entry; undefined where there is none, such as after its expiry. */
  async find(seq: number): Promise<Segment | undefined> {
    const last = this.#segments.at(-1);
    const isKnown = last !== undefined && (seq < last.first || seq <= this.#reached);
    const segments = isKnown ? this.#segments : await this.all();
    return segments.findLast(({ first }) => first <= seq);
  }
}
