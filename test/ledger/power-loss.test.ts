/** A lone writer is killed, and the machine loses what was not synced: the journal has what was acknowledged of it. */
import { existsSync, openSync, closeSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { readRecords, SUFFIXES } from '../../gateway/ledger/journal/record.ts';
import { besideSegment } from '../../gateway/ledger/segments.ts';
import { startChild } from './crash-child.ts';
import { open, readEntries } from './helpers.ts';
import { verifyLedger } from './verify.ts';

const KILLS = 12;

/** Puts zeros where the journal's records belong, as pages have that never reached the disk; gives how many there were. */
function losePages(dir: string): number {
  const path = join(dir, 'journal');
  const records = existsSync(path) ? readRecords(readFileSync(path)) : [];
  for (const { first, parts } of records)
    for (const [at, { position, bytes }] of parts.entries()) {
      const name = besideSegment(dir, first, SUFFIXES[at]!);
      // What was not acknowledged may have no file yet.
      if (bytes.length === 0 || !existsSync(name)) continue;
      const file = openSync(name, 'r+');
      writeSync(file, Buffer.alloc(bytes.length), 0, bytes.length, position);
      closeSync(file);
    }
  return records.length;
}

t.test('nothing acknowledged is lost', async (t) => {
  t.setTimeout(300_000);
  const dir = join(t.testdir(), 'ledger');
  const path = `${dir}.acknowledged`;
  let lost = 0;
  for (let round = 0; round < KILLS || lost === 0; round += 1) {
    const kill = await startChild(dir, path, { writers: 1 });
    await setTimeout(Math.random() * (round % 4 === 0 ? 1000 : 200));
    await kill();
    lost += losePages(dir);
  }
  await (await open(dir)).close();
  const { faults, open: left } = verifyLedger(dir);
  t.strictSame({ faults, left }, { faults: [], left: 0 });
  const written = new Set(
    readEntries(dir).map(({ seq, type, data }) => `${seq} ${type} ${data.id}`),
  );
  const acknowledged = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  t.strictSame(
    acknowledged.filter((line) => !written.has(line)),
    [],
  );
  t.comment(`${lost} records of ${acknowledged.length} entries were lost and put back`);
});
