import t from 'tap';
import { makeSigningKey } from '../helpers/channel.ts';
import { scratch } from '../helpers/scratch.ts';
import { ALLOW, DENIED, DENY, inputText, startTestShadow } from './support.ts';

t.test(
  'a candidate that nobody trusted signed is refused, and the earlier one stays',
  async (t) => {
    const test = await startTestShadow(t);
    await test.publish({ rules: DENY, sequence: 1 });
    await test.until(({ candidate }) => candidate?.revision === 'r1');
    await test.publish({ rules: ALLOW, sequence: 2, key: makeSigningKey('ci').key });
    await test.until(({ refusal }) => refusal !== undefined);
    t.equal(test.shadow.state().refusal?.code, 'bad-signature');
    test.shadow.offer('id', inputText(), DENIED);
    await test.until(({ results }) => results.equal === 1);
    t.equal(test.shadow.state().candidate?.revision, 'r1');

    await test.publish({ rules: ALLOW, sequence: 3 });
    await test.until((state) => state.candidate?.revision === 'r3' && state.refusal === undefined);
    await test.publish({ rules: DENY, sequence: 2 });
    await test.until(({ refusal }) => refusal !== undefined);
    t.match(test.shadow.state(), {
      refusal: { code: 'sequence-too-low' },
      candidate: { revision: 'r3' },
    });
  },
);

t.test('what cannot be loaded in time is refused', async (t) => {
  const test = await startTestShadow(t, {
    tuning: { bounds: { load: 1, answer: 10_000, heap: 256 } },
  });
  await test.publish({ rules: ALLOW, sequence: 1 });
  await test.until(({ refusal }) => refusal !== undefined);
  t.match(test.shadow.state().refusal, { code: 'not-prepared', detail: /not loaded within/ });
  t.equal(test.shadow.state().candidate, undefined);
});

t.test('the last good candidate is there after a restart without the server', async (t) => {
  const dir = scratch(t);
  const before = await startTestShadow(t, { dir });
  await before.publish({ rules: ALLOW, sequence: 1 });
  await before.until(({ candidate }) => candidate !== undefined);
  await before.shadow.close();
  before.channel.setAway(true);
  const options = { dir, channel: before.channel };
  const after = await startTestShadow(t, options);
  t.equal(after.shadow.state().candidate?.revision, 'r1');
});
