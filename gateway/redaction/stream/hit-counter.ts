import type { Hits } from '../contract.ts';
import type { Walker } from './walker.ts';
import { COUNTERS, PLACES } from './wasm/layout.ts';

/** Counts what masks hit that is not simple, and keeps the places of all. */
export class HitCounter {
  readonly #hits: readonly Hits[];
  readonly #maxPaths: number;

  /** `maxPaths` is how many places are kept for each mask. */
  constructor(hits: readonly Hits[], maxPaths: number) {
    this.#hits = hits;
    this.#maxPaths = maxPaths;
  }

  /** A mask hit a value. */
  count(mask: number, locate: () => string): void {
    this.#hits[mask]!.count += 1;
    this.locate(mask, locate);
  }

  /** The walker counts a hit, and its place is asked for. Whether another may be. */
  locate(mask: number, locate: () => string): boolean {
    const { paths } = this.#hits[mask]!;
    if (paths.length < this.#maxPaths) paths.push(locate());
    return paths.length < this.#maxPaths;
  }

  /** The walker need not ask for more places. */
  stopLocating({ memory }: Walker, mask: number): void {
    memory.setWord(memory.word(PLACES) + mask * 4, 0);
  }
}

/** The walker, whose counters stand there, begins with a chunk; it counts what is simple. */
export function loadCounters(
  { memory }: Walker,
  counters: number,
  hits: readonly Hits[],
  maxPaths: number,
): void {
  const places = counters + hits.length * 4;
  const { words } = memory;
  words[COUNTERS >> 2] = counters;
  words[PLACES >> 2] = places;
  for (let mask = 0; mask < hits.length; mask += 1) {
    const wanted = maxPaths - hits[mask]!.paths.length;
    words[(counters >> 2) + mask] = 0;
    words[(places >> 2) + mask] = Math.max(0, wanted);
  }
}

/** Takes what the walker counted. */
export function saveCounters({ memory }: Walker, hits: readonly Hits[]): void {
  const { words } = memory;
  const counters = words[COUNTERS >> 2]!;
  // Something was thrown before it began.
  if (counters === 0) return;
  for (let mask = 0; mask < hits.length; mask += 1) {
    hits[mask]!.count += words[(counters >> 2) + mask]!;
  }
  words[COUNTERS >> 2] = 0;
}
