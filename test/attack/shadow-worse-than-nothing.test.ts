import t from 'tap';
import { enforce } from '../shadow/enforce.ts';
import { ALLOW, DENY, startTestShadow } from '../shadow/support.ts';

t.test('a candidate that denies everything stops nothing', async (t) => {
  const test = await startTestShadow(t);
  await test.publish({ rules: DENY, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const ask = await enforce(t, ALLOW, test.shadow);
  for (let number = 0; number < 20; number += 1) t.equal(await ask('/x'), 200);
  await test.until(({ results }) => results.differing === 20);
  t.equal(await ask('/x'), 200);
});
