/** Settles finds that overlap: together they are one find, of the detector whose find is the longest. */
import type { Candidate } from './candidates.ts';

/** The longest find that is handed on whole. More of it is told as its continuation. */
export const LONGEST_FIND = 4096;

/**
 * Overlapping finds. The whole that they cover is one find: if only the longest of them were masked,
 * an end of another would stick out.
 */
export class Cluster {
  readonly start: number;
  /** Of the closed finds: where they end, and the longest of them. */
  #end = 0;
  #longest = 0;
  #detector = Infinity;
  #open: Candidate[] = [];

  constructor(first: Candidate) {
    this.start = first.start;
    this.#add(first);
  }

  /** Takes one more in if it overlaps; candidates come in the order of their start. */
  join(candidate: Candidate): boolean {
    if (candidate.start >= this.end) return false;
    this.#add(candidate);
    return true;
  }

  /** Where it ends as far as is known. */
  get end(): number {
    this.#settle();
    return this.#open.reduce((end, candidate) => Math.max(end, candidate.end), this.#end);
  }

  /** Whether it goes on beyond what was searched. */
  get open(): boolean {
    this.#settle();
    return this.#open.length > 0;
  }

  /** The detector of the longest find within the first part; of equal ones the first in the list. */
  get detector(): number {
    // What is open still is longer than any part is.
    for (const candidate of this.#open) this.#compare(candidate);
    return this.#detector;
  }

  #add(candidate: Candidate): void {
    if (candidate.open) {
      this.#open.push(candidate);
      return;
    }
    this.#end = Math.max(this.#end, candidate.end);
    this.#compare(candidate);
  }

  #compare({ start, end, detector }: Candidate): void {
    const length = Math.min(end, this.start + LONGEST_FIND) - start;
    if (length < this.#longest) return;
    this.#detector = length > this.#longest ? detector : Math.min(detector, this.#detector);
    this.#longest = length;
  }

  /** Finds that were open may have met their end meanwhile. */
  #settle(): void {
    const closed = this.#open.filter((candidate) => !candidate.open);
    if (closed.length === 0) return;
    this.#open = this.#open.filter((candidate) => candidate.open);
    for (const candidate of closed) this.#add(candidate);
  }
}
