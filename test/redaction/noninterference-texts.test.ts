import t from 'tap';
import { holdNoninterference, type MakeBody } from '../helpers/noninterference.ts';
import { randomCsv, randomForm, randomText } from '../helpers/random-text-body.ts';

/** With the seeds that once failed. */
const FORMS: Record<string, { make: MakeBody; kept: number[] }> = {
  'form bodies': { make: randomForm, kept: [] },
  CSV: { make: randomCsv, kept: [] },
  'text with something to detect': { make: randomText, kept: [] },
};

for (const [name, { make, kept }] of Object.entries(FORMS)) {
  void t.test(`of ${name} the agent sees nothing that depends on what is masked`, async (t) => {
    const { varied, refused } = await holdNoninterference(make, 8000, kept);
    t.ok(varied > 3500, `${varied} differed`);
    t.equal(refused, 0);
  });
}
