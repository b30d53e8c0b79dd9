/** How well detectors do on a corpus. */
import { compileDetectors } from '../../../gateway/redaction/detect/compile-detectors.ts';
import { findIn } from '../../../gateway/redaction/detect/find-in.ts';
import type { DetectorType } from '../../../gateway/types.ts';
import { type Labelled, TYPES } from './corpus.ts';

/** Counts for one type. A find is right if type and both offsets are. */
export interface Score {
  labels: number;
  right: number;
  wrong: string[];
  missed: string[];
}

/** Scores of each type; all detectors run at once, as a policy would use them. */
export function score(corpus: readonly Labelled[]): Map<DetectorType, Score> {
  const plan = compileDetectors(TYPES.map((type) => ({ type, with: 'redact' as const })));
  const scores = new Map<DetectorType, Score>(
    TYPES.map((type) => [type, { labels: 0, right: 0, wrong: [], missed: [] }]),
  );
  for (const { text, labels } of corpus) {
    const expected = new Map(
      labels.map((label) => [`${label.type} ${label.start} ${label.end}`, label]),
    );
    for (const { type } of labels) scores.get(type)!.labels += 1;
    for (const { start, end, detector } of findIn(text, plan)) {
      const type = TYPES[detector]!;
      if (expected.delete(`${type} ${start} ${end}`)) scores.get(type)!.right += 1;
      else scores.get(type)!.wrong.push(`${text.slice(start, end)} in ${text}`);
    }
    for (const { type, start, end } of expected.values()) {
      scores.get(type)!.missed.push(`${text.slice(start, end)} in ${text}`);
    }
  }
  return scores;
}

/** Share of the finds that are right. */
export function precision({ right, wrong }: Score): number {
  return right / (right + wrong.length);
}

/** Share of what there is that was found. */
export function recall({ right, labels }: Score): number {
  return right / labels;
}
