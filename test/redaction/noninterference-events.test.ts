import t from 'tap';
import { holdNoninterference, type MakeBody } from '../helpers/noninterference.ts';
import { randomJsonTexts, randomSse } from '../helpers/random-json-body.ts';

/** With the seeds that once failed. */
const FORMS: Record<string, { make: MakeBody; kept: number[] }> = {
  'several JSON texts': { make: randomJsonTexts, kept: [] },
  'server-sent events': { make: randomSse, kept: [] },
};

for (const [name, { make, kept }] of Object.entries(FORMS)) {
  void t.test(`of ${name} the agent sees nothing that depends on what is masked`, async (t) => {
    const { varied, refused } = await holdNoninterference(make, 9000, kept);
    t.ok(varied > 3500, `${varied} differed`);
    t.ok(refused < 3000, `${refused} were refused`);
  });
}
