import t from 'tap';
import { enforce } from '../shadow/enforce.ts';
import { ALLOW, PATIENT, SLOW, startTestShadow } from '../shadow/support.ts';

t.test('a candidate that never answers holds no request up', async (t) => {
  const test = await startTestShadow(t, {
    maxSteps: 2 ** 31 - 1,
    tuning: { bounds: PATIENT },
  });
  await test.publish({ rules: SLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const ask = await enforce(t, ALLOW, test.shadow);
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask('/slow')));
  t.ok(answers.every((status) => status === 200));
  const { results, waiting } = test.shadow.state();
  t.same(results, { equal: 0, differing: 0, dropped: 0, failed: 0, 'no-candidate': 0 });
  t.ok(waiting > 80, 'all requests were answered before the candidate answered one');
});
