/** Two publishers at once: the changes have one order, and the sequence only rises. */
import t from 'tap';
import { makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('racing publishes', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  await makeBundle('one');
  await makeBundle('two');
  for (let round = 1; round <= 10; round += 1) {
    const pair = [
      await makeBundle('one', { sequence: round, revision: `one-${round}` }),
      await makeBundle('two', { sequence: round, revision: `two-${round}` }),
    ];
    const answers = await Promise.all(pair.map((bytes) => server.publish(bytes)));
    const statuses = new Set(answers.map(({ status }) => status));
    t.same(statuses, new Set([201, 409]), 'exactly one wins');
  }
  const many = await Promise.all(
    [11, 14, 12, 13].map((sequence) => makeBundle('one', { sequence })),
  );
  const statuses = await Promise.all(many.map((bytes) => server.publish(bytes)));
  const history = await server.client.history('staging');
  const sequences = history.map(({ sequence }) => sequence);
  t.same(
    sequences,
    sequences.toSorted((a, b) => a - b),
  );
  t.equal(new Set(sequences).size, sequences.length);
  t.equal(sequences.at(-1), 14);
  t.equal(sequences.length, 10 + statuses.filter(({ status }) => status === 201).length);
});
