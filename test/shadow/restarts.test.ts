import t from 'tap';
import { makeRelease } from '../helpers/channel.ts';
import { ALLOW, ALLOWED, inputText, PATIENT, SLOW, startTestShadow } from './support.ts';

const slowInput = inputText({ request: { segments: ['slow'] } });

t.test('a candidate that exceeds its steps differs by its fault, and goes on', async (t) => {
  const test = await startTestShadow(t, { maxSteps: 100_000 });
  await test.publish({ rules: SLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  test.shadow.offer('a', slowInput, ALLOWED);
  test.shadow.offer('b', inputText(), ALLOWED);
  await test.until(({ results }) => results.equal === 1);
  t.match(test.shadow.state(), { kinds: { faults: 1 }, results: { failed: 0 } });
  t.match(test.recorded, [{ id: 'a', kinds: ['faults'], shadow: { reasons: ['policy-budget'] } }]);
});

t.test('a candidate that does not answer is ended, counted, and started again', async (t) => {
  const test = await startTestShadow(t, {
    maxSteps: 2 ** 31 - 1,
    tuning: { bounds: { load: 60_000, answer: 1000, heap: 256 } },
  });
  await test.publish({ rules: SLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  test.shadow.offer('a', slowInput, ALLOWED);
  await test.until(({ crash }) => crash !== undefined);
  t.match(test.shadow.state(), { crash: /no answer within 1 s/, results: { failed: 1 } });
  test.shadow.offer('b', inputText(), ALLOWED);
  await test.until(({ results }) => results.equal === 1);
  t.equal(test.shadow.state().crash, undefined);
  t.match(test.logged, [/activated/, /failed/, /runs again/]);
});

t.test('another candidate comes while the first hangs', async (t) => {
  const test = await startTestShadow(t, {
    maxSteps: 2 ** 31 - 1,
    tuning: { bounds: PATIENT },
  });
  await test.publish({ rules: SLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const next = await makeRelease({ rules: ALLOW, sequence: 2 }, test.channel.key);
  test.shadow.offer('a', slowInput, ALLOWED);
  test.channel.put(next);
  await test.until(({ candidate }) => candidate?.revision === 'r2');
  test.shadow.offer('b', inputText(), ALLOWED);
  await test.until(({ results }) => results.equal === 1);
  t.match(test.shadow.state().results, { dropped: 1, failed: 0 }, 'what it was asked is said');
});

t.test('it ends while the candidate hangs, loads, or waits to start again', async (t) => {
  const tuning = { bounds: { load: 60_000, answer: 300, heap: 256 }, backoff: 60_000 };
  const hanging = await startTestShadow(t, {
    maxSteps: 2 ** 31 - 1,
    tuning: { bounds: PATIENT },
  });
  const crashed = await startTestShadow(t, { maxSteps: 2 ** 31 - 1, tuning });
  for (const test of [hanging, crashed]) {
    await test.publish({ rules: SLOW, sequence: 1 });
    await test.until(({ candidate }) => candidate !== undefined);
    test.shadow.offer('a', slowInput, ALLOWED);
  }
  await crashed.until(({ crash }) => crash !== undefined);
  const loading = await startTestShadow(t);
  await loading.publish({ rules: ALLOW, sequence: 1 });
  await loading.until(({ contactAt }) => contactAt !== undefined);
  await Promise.all([hanging, crashed, loading].map(({ shadow }) => shadow.close()));
  t.pass();
});
