import t from 'tap';
import { holdNoninterference } from '../helpers/noninterference.ts';
import { randomJson } from '../helpers/random-body.ts';

/** Seeds that once failed. */
const KEPT: number[] = [];

void t.test('of JSON the agent sees nothing that depends on what is masked', async (t) => {
  const { varied, refused } = await holdNoninterference(randomJson, 20_000, KEPT);
  t.ok(varied > 10_000, `${varied} differed`);
  t.ok(refused < 8000, `${refused} were refused`);
});
