/** An operator who shows two histories, or cuts the one that was witnessed, is refused and named. */
import t, { type Test } from 'tap';
import type { WitnessClientEvent } from '../../gateway/ledger/checkpoints/follow-witness.ts';
import { WitnessClient } from '../../gateway/ledger/checkpoints/witness-client.ts';
import { parseVkey } from '../../gateway/ledger/notes/keys.ts';
import { makeDirectory, makeLog, post, startTestWitness } from '../evidence/witness/support.ts';

const log = makeLog(600, 'a', 200);

/** Offers a checkpoint through the client; what it says first. */
async function offer(
  t: Test,
  witness: { url: string; vkey: string },
  shown: ReturnType<typeof makeLog>,
  size: number,
): Promise<WitnessClientEvent | 'delivered'> {
  const note = await shown.note(size);
  const { promise, resolve } = Promise.withResolvers<WitnessClientEvent | 'delivered'>();
  const client = new WitnessClient({
    witnesses: [{ url: witness.url, key: parseVkey(witness.vkey) }],
    hashes: shown.hashes,
    deliver: async () => resolve('delivered'),
    report: resolve,
    retry: { first: 1, last: 1 },
  });
  t.teardown(() => client.close());
  client.offer({ size, note });
  const said = await promise;
  t.equal(client.status()[0]!.split, said !== 'delivered');
  await client.close();
  return said;
}

t.test('a second history is refused, and both operators are told', async (t) => {
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  t.equal(await offer(t, witness, log, 300), 'delivered');
  t.equal(await offer(t, witness, log, 600), 'delivered');

  const rewritten = makeLog(700, 'b', 200, log.key);
  const longer = await offer(t, witness, rewritten, 700);
  t.match(longer, { event: 'witness-split-view', witness: 'witness.example/w1', size: 700 });
  t.equal((await post(witness.url, await rewritten.request(600, 700))).status, 422);
  const same = await offer(t, witness, rewritten, 600);
  t.match(same, { event: 'witness-split-view', detail: /another root for 600 entries/ });
  const alarms = witness.events.filter(({ event }) => event === 'witness-second-history');
  t.ok(alarms.length >= 2);
  t.match(
    alarms[0],
    { size: 700, known: 600, note: await rewritten.note(700) },
    'the proof is kept',
  );
});

t.test('a ledger that was cut is named', async (t) => {
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  t.equal(await offer(t, witness, log, 600), 'delivered');
  const cut = await offer(t, witness, log, 500);
  t.match(cut, { event: 'witness-split-view', detail: /cosigned 600 entries.* has 500/ });
});
