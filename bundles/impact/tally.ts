/** What has been counted so far, by a worker or in all. */
import { emptyGroups, mergeGroups, type Groups } from './groups.ts';
import type { Counts, Example } from './types.ts';

/** How many broken lines are named. */
export const MAX_BROKEN = 10;

/** A line that could not be read, its file by index. */
export interface BrokenPlace {
  file: number;
  line: number;
  why: string;
}

/** Plain data, so that a worker can send it. */
export interface Tally {
  counts: Counts;
  groups: Groups;
  /** The first ones. */
  broken: BrokenPlace[];
  reproduced: number;
  notReproduced?: { example: Example; place: [number, number] };
  /** Milliseconds since the epoch of the first and last compared record. */
  from: number;
  to: number;
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return {
    counts: {
      read: 0,
      compared: 0,
      unchanged: 0,
      changed: 0,
      incomplete: 0,
      not_comparable: 0,
      erased: 0,
      broken: 0,
      other: 0,
      older: 0,
      still_failing: 0,
    },
    groups: emptyGroups(),
    broken: [],
    reproduced: 0,
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
  };
}

/** Counts a line that cannot be read, and names it if it is one of the first. */
export function addBroken(tally: Tally, place: BrokenPlace): void {
  tally.counts.broken += 1;
  keepFirst(tally, [place]);
}

/** Names the record if it is the first that the baseline decides otherwise. */
export function addNotReproduced(tally: Tally, example: Example, place: [number, number]): void {
  const known = tally.notReproduced?.place;
  if (
    known === undefined ||
    place[0] < known[0] ||
    (place[0] === known[0] && place[1] < known[1])
  ) {
    tally.notReproduced = { example, place };
  }
}

/** Adds all that `from` holds to `into`. */
export function mergeTally(into: Tally, from: Tally): void {
  for (const key of Object.keys(into.counts) as (keyof Counts)[]) {
    into.counts[key] += from.counts[key];
  }
  mergeGroups(into.groups, from.groups);
  keepFirst(into, from.broken);
  into.reproduced += from.reproduced;
  if (from.notReproduced) {
    addNotReproduced(into, from.notReproduced.example, from.notReproduced.place);
  }
  into.from = Math.min(into.from, from.from);
  into.to = Math.max(into.to, from.to);
}

function keepFirst(tally: Tally, places: BrokenPlace[]): void {
  if (places.length === 0) return;
  // Batches reach a worker in order, but workers end in any.
  tally.broken = [...tally.broken, ...places]
    .toSorted((a, b) => a.file - b.file || a.line - b.line)
    .slice(0, MAX_BROKEN);
}
