/** Many requests at once must not roll a log back, nor have two histories cosigned. */
import t from 'tap';
import { makeDirectory, makeLog, post, startTestWitness } from '../evidence/witness/support.ts';

t.test('of many successors of one size one is cosigned', async (t) => {
  const log = makeLog(600);
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  t.equal((await post(witness.url, await log.request(0, 100))).status, 200);
  const sizes = Array.from({ length: 20 }, (_, index) => 101 + 10 * index);
  const bodies = await Promise.all(sizes.map((size) => log.request(100, size)));
  const answers = await Promise.all(bodies.map((body) => post(witness.url, body)));
  const won = answers.filter(({ status }) => status === 200);
  t.equal(won.length, 1);
  t.equal(answers.filter(({ status }) => status === 409).length, 19);
  const size = sizes[answers.indexOf(won[0]!)]!;
  t.equal((await post(witness.url, await log.request(100, 600))).text, `${size}\n`);
});

t.test('of two first histories one is cosigned', async (t) => {
  const log = makeLog(50);
  const other = makeLog(50, 'b', 0, log.key);
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  const bodies = await Promise.all([log.request(0, 50), other.request(0, 50)]);
  const answers = await Promise.all(bodies.map((body) => post(witness.url, body)));
  t.strictSame(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  );
});
