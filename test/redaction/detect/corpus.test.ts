import t from 'tap';
import type { DetectorType } from '../../../gateway/types.ts';
import { makeCorpus } from '../../corpus/detect/corpus.ts';
import { precision, recall, score } from '../../corpus/detect/score.ts';

/** What each type must reach, a little below what `node bench/detect.ts` prints. */
const LEAST: Record<Exclude<DetectorType, 'pattern'>, [precision: number, recall: number]> = {
  email: [0.99, 0.99],
  phone: [0.98, 0.98],
  iban: [0.99, 0.99],
  'credit-card': [0.99, 0.99],
  'national-id': [0.97, 0.98],
  ip: [0.99, 0.99],
  jwt: [0.99, 0.99],
  secret: [0.99, 0.98],
  'date-of-birth': [0.99, 0.98],
};

void t.test('finds what is labelled, and little else', async (t) => {
  const scores = score(makeCorpus());
  for (const [type, [leastPrecise, leastRecalled]] of Object.entries(LEAST)) {
    const counts = scores.get(type as DetectorType)!;
    t.ok(precision(counts) >= leastPrecise, `${type}: precision ${precision(counts)}`, counts);
    t.ok(recall(counts) >= leastRecalled, `${type}: recall ${recall(counts)}`, counts);
  }
});
