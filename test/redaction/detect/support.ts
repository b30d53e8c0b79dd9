/** What the tests of the detectors share. */
import { compileDetectors } from '../../../gateway/redaction/detect/compile-detectors.ts';
import { findIn } from '../../../gateway/redaction/detect/find-in.ts';
import { createTextFinder, type Piece } from '../../../gateway/redaction/detect/text-finder.ts';
import type { DetectorPlan } from '../../../gateway/redaction/detect/compile-detectors.ts';
import type { Detector, DetectorType } from '../../../gateway/types.ts';
import { TYPES } from '../../corpus/detect/corpus.ts';

/** A plan for these types. */
export function planFor(...types: DetectorType[]): DetectorPlan {
  return compileDetectors(types.map((type) => ({ type, with: 'redact' })));
}

/** A plan for these patterns. */
export function planOf(...patterns: string[]): DetectorPlan {
  return compileDetectors(
    patterns.map((pattern): Detector => ({ type: 'pattern', pattern, with: 'redact' })),
  );
}

/** All types at once, and a pattern. */
export const EVERYTHING = compileDetectors([
  ...TYPES.map((type) => ({ type, with: 'redact' as const })),
  { type: 'pattern', pattern: String.raw`\bK-\d{6}\b|<<.*>>`, with: 'redact' },
]);

/** The texts that are found. */
export function findsIn(text: string, plan: DetectorPlan): string[] {
  return findIn(text, plan).map(({ start, end }) => text.slice(start, end));
}

/** The pieces of a text that arrives in these chunks, neighbours of one kind put together. */
export function piecesOf(chunks: readonly string[], plan: DetectorPlan): Piece[] {
  const finder = createTextFinder(plan);
  const pieces = [...chunks.flatMap((chunk) => finder.push(chunk)), ...finder.end()];
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const plain = last?.found === undefined && piece.found === undefined;
    const more = last?.more === true && piece.more === true;
    if (last !== undefined && (plain || more)) last.text += piece.text;
    else joined.push({ ...piece });
  }
  return joined;
}

/** A text cut at these places. */
export function cut(text: string, places: readonly number[]): string[] {
  const sorted = [0, ...places.filter((at) => at < text.length).toSorted((a, b) => a - b)];
  return sorted.map((at, index) => text.slice(at, sorted[index + 1]));
}
