import t from 'tap';
import { enforce } from '../shadow/enforce.ts';
import { ALLOW, DENY, startTestShadow } from '../shadow/support.ts';

t.test('a candidate that allows everything lets nothing through', async (t) => {
  const test = await startTestShadow(t);
  await test.publish({ rules: ALLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const ask = await enforce(t, DENY, test.shadow);
  for (let number = 0; number < 20; number += 1) t.equal(await ask('/x'), 403);
  await test.until(({ results }) => results.differing === 20);
  t.equal(await ask('/x'), 403, 'after its answers neither');
  t.match(test.shadow.state().kinds, { 'newly-allowed': Number });
  t.match(test.recorded[0], { active: { action: 'deny' }, shadow: { action: 'allow' } });
});
