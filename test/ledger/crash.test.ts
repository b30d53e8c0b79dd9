import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { verifyLedger } from '../../gateway/ledger/verify.ts';
import { startChild } from './crash-child.ts';
import { idsOf, open } from './helpers.ts';

t.test(
  'kill -9 under load, 20 times: what was acknowledged is there, and the chain verifies',
  async (t) => {
    const dir = join(t.testdir(), 'ledger');
    const path = `${dir}.acknowledged`;
    for (let round = 0; round < 20; round += 1) {
      const kill = await startChild(dir, path);
      await setTimeout(20 + Math.random() * 80);
      await kill();
      await (await open(dir)).close();

      t.strictSame((await verifyLedger(dir)).faults, []);
      const acknowledged = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      for (const type of ['intent', 'outcome']) {
        const written = new Set(idsOf(dir, type).map((id) => `${type} ${id}`));
        const lost = acknowledged.filter((line) => line.startsWith(type) && !written.has(line));
        t.strictSame(lost, [], `every acknowledged ${type} is there`);
      }
      t.strictSame(idsOf(dir, 'intent').toSorted(), idsOf(dir, 'outcome').toSorted());
      if (round === 19) t.ok(acknowledged.length > 100, `${acknowledged.length} acknowledged`);
    }
  },
);
