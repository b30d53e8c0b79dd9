/** Finds in text that is there as a whole. */
import type { DetectorPlan } from './compile-detectors.ts';
import { createTextFinder } from './text-finder.ts';

/** What a detector found. */
export interface Found {
  /** UTF-16 offsets; the end is exclusive. */
  start: number;
  end: number;
  /** Index of the detector. */
  detector: number;
}

/** A long text is searched in slices, so that what the search holds in memory has a bound. */
const SLICE = 1 << 16;

/**
 * What the detectors find, in order and without overlaps: finds that overlap become one, of the
 * detector with the longest of them, of equal ones the first in the list.
 *
 * @throws Refusal `unmaskable-response` where the text cannot be searched surely
 */
export function findIn(text: string, plan: DetectorPlan): Found[] {
  const finder = createTextFinder(plan);
  const found: Found[] = [];
  let at = 0;
  for (let from = 0; from <= text.length; from += SLICE) {
    const last = from + SLICE > text.length;
    const pieces = finder.push(text.slice(from, from + SLICE));
    for (const piece of last ? [...pieces, ...finder.end()] : pieces) {
      const end = at + piece.text.length;
      if (piece.more === true) found.at(-1)!.end = end;
      else if (piece.found !== undefined) found.push({ start: at, end, detector: piece.found });
      at = end;
    }
  }
  return found;
}
