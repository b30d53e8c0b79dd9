/** The other half of the cases of JSON, so that neither file takes long. */
import t from 'tap';
import { holdNoninterference, type MakeBody } from '../helpers/noninterference.ts';
import { randomJson } from '../helpers/random-json-body.ts';

/** Other bodies than the first half has of the same seeds. */
const makeOther: MakeBody = (random) => {
  random(2);
  return randomJson(random);
};

void t.test('of JSON the agent sees nothing that depends on what is masked', async (t) => {
  const { varied, refused } = await holdNoninterference(makeOther, 20_000);
  t.ok(varied > 9000, `${varied} differed`);
  t.ok(refused < 8000, `${refused} were refused`);
});
