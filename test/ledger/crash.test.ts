import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { startChild } from './crash-child.ts';
import { open, readEntries } from './helpers.ts';
import { verifyLedger } from './verify.ts';

/** Each ledger is killed so often; they run side by side, for most of the time goes into starting processes. */
const KILLS = Number(process.env.KILLS ?? 50);
const LEDGERS = 4;

t.test(`kill -9 under load, ${KILLS * LEDGERS} times: nothing acknowledged is lost`, async (t) => {
  t.setTimeout(300_000);
  const base = t.testdir();
  const ledgers = Array.from({ length: LEDGERS }, async (_, number) => {
    const dir = join(base, `ledger-${number}`);
    const path = `${dir}.acknowledged`;
    for (let round = 0; round < KILLS; round += 1) {
      const kill = await startChild(dir, path, { sealed: number % 2 === 0 ? 600 : 3000 });
      // From the first entries on up to behind the first checkpoint.
      await setTimeout(Math.random() * (round % 10 === 0 ? 1000 : 60));
      await kill();
    }
    await (await open(dir)).close();
    const { faults, open: left, segments, checkpoints } = verifyLedger(dir);
    t.strictSame({ faults, left }, { faults: [], left: 0 }, `ledger ${number} is whole`);
    t.ok(segments > 5 && checkpoints > KILLS, `${segments} segments, ${checkpoints} checkpoints`);
    const written = new Map(
      readEntries(dir).map(({ seq, type, data }) => [seq, `${seq} ${type} ${data.id}`]),
    );
    const acknowledged = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    const lost = acknowledged.filter((line) => written.get(Number.parseInt(line, 10)) !== line);
    t.strictSame(lost, [], 'every acknowledged entry is where it was said to be');
    t.ok(acknowledged.length > KILLS, `${acknowledged.length} acknowledged`);
  });
  await Promise.all(ledgers);
});
