import t from 'tap';
import { ALLOWED, inputText, SLOW, startTestShadow } from '../shadow/support.ts';

t.test('what a slow candidate leaves waiting is bounded, and the rest is said', async (t) => {
  const test = await startTestShadow(t, { maxSteps: 2 ** 31 - 1 });
  await test.publish({ rules: SLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const small = inputText({ request: { segments: ['slow'] } });
  for (let number = 0; number < 20_000; number += 1) {
    test.shadow.offer(`small-${String(number)}`, small, ALLOWED);
  }
  let state = test.shadow.state();
  t.equal(state.waiting, 1000, 'by number');
  t.equal(state.results.dropped, 19_000);
  t.equal(test.results.length, 19_000, 'each is counted for the metrics');
});

t.test('large inputs are bounded by their length', async (t) => {
  const test = await startTestShadow(t, { maxSteps: 2 ** 31 - 1 });
  await test.publish({ rules: SLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const large = inputText({ request: { segments: ['slow'], body: 'x'.repeat(1024 * 1024) } });
  for (let number = 0; number < 100; number += 1) {
    test.shadow.offer(`large-${String(number)}`, large, ALLOWED);
  }
  const { waiting, results } = test.shadow.state();
  t.ok(waiting <= 8);
  t.equal(waiting + results.dropped, 100);
});
