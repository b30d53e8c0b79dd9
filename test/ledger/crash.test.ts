import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { verifyLedger } from '../../gateway/ledger/verify.ts';
import { startChild } from './crash-child.ts';
import { idsOf, open, readEntries } from './helpers.ts';

t.test(
  'kill -9 under load, 20 times: what was acknowledged is there, and the chain verifies',
  async (t) => {
    const dir = t.testdir();
    const acknowledged = { intent: [] as string[], outcome: [] as string[] };
    for (let round = 0; round < 20; round += 1) {
      const child = await startChild(dir);
      await setTimeout(20 + Math.random() * 80);
      const output = await child.kill();

      for (const line of output.split('\n').slice(0, -1)) {
        const [type, id] = line.split(' ') as ['intent' | 'outcome', string];
        acknowledged[type].push(id);
      }
      const ledger = await open(dir);
      await ledger.close();
      t.strictSame((await verifyLedger(dir)).faults, []);
      for (const type of ['intent', 'outcome'] as const) {
        const written = new Set(idsOf(dir, type));
        t.strictSame(
          acknowledged[type].filter((id) => !written.has(id)),
          [],
          `every acknowledged ${type} is there`,
        );
      }
      t.strictSame(idsOf(dir, 'intent').toSorted(), idsOf(dir, 'outcome').toSorted());
    }
    t.ok(acknowledged.outcome.length > 20, `${acknowledged.outcome.length} outcomes`);
    t.comment(
      `${readEntries(dir).length} entries, ${acknowledged.outcome.length} outcomes acknowledged`,
    );
  },
);
