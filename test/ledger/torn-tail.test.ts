import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { verifyLedger } from './verify.ts';
import { chain, intent, open, outcome, readEntries, readLines, start } from './helpers.ts';

const whole = chain([
  { type: 'start', data: start },
  { type: 'intent', data: intent('i1') },
  { type: 'outcome', data: outcome('i1') },
]);
const kept = whole.slice(0, 2).map((line) => `${line}\n`);
const last = `${whole[2]!}\n`;

t.test('a last line torn at any byte is cut off, noted, and its intent closed', async (t) => {
  const dir = t.testdir();
  const path = join(dir, '000000000000.ndjson');
  const failed: number[] = [];
  for (let bytes = 0; bytes < last.length; bytes += 1) {
    writeFileSync(path, kept.join('') + last.slice(0, bytes));
    await (await open(dir)).close();
    const lines = readLines(dir);
    const [recovered, outcome] = readEntries(dir).slice(2);
    const good =
      lines[0] === whole[0] &&
      lines[1] === whole[1] &&
      lines.length === 4 &&
      JSON.stringify(recovered?.data) === `{"torn_bytes":${bytes},"interrupted":1}` &&
      JSON.stringify(outcome?.data) ===
        '{"id":"i1","status":0,"masks":[],"bytes":0,"duration_ms":0,"error":"interrupted"}';
    if (!good || verifyLedger(dir).faults.length > 0) failed.push(bytes);
  }
  t.strictSame(failed, []);
});

t.test('whatever follows the last line without a line feed is cut off', async (t) => {
  const dir = t.testdir();
  const path = join(dir, '000000000000.ndjson');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const garbage = Buffer.from(bytes.filter((byte) => byte !== 0x0a));
      writeFileSync(path, `${whole.join('\n')}\n`);
      appendFileSync(path, garbage);
      await (await open(dir)).close();
      const recovered = readEntries(dir)[3];
      return garbage.length === 0
        ? recovered === undefined
        : JSON.stringify(recovered?.data) === `{"torn_bytes":${garbage.length},"interrupted":0}`;
    }),
    { numRuns: 100 },
  );
});

t.test('an unreadable last line is cut off even with its line feed', async (t) => {
  const dir = t.testdir();
  const path = join(dir, '000000000000.ndjson');
  writeFileSync(path, `${whole.join('\n')}\n${'\0'.repeat(40)}\n`);
  await (await open(dir)).close();
  t.match(readEntries(dir)[3], { type: 'recovered', data: { torn_bytes: 41, interrupted: 0 } });
});

t.test('a new segment without a whole line is continued', async (t) => {
  for (const torn of ['', whole[2]!.slice(0, 30)]) {
    const dir = t.testdir({ '000000000000.ndjson': kept.join(''), '000000000002.ndjson': torn });
    await (await open(dir)).close();
    const [first] = readFileSync(join(dir, '000000000002.ndjson'), 'utf8').split('\n');
    t.match(JSON.parse(first!), { seq: 2, type: 'recovered', data: { torn_bytes: torn.length } });
    t.strictSame(verifyLedger(dir).faults, []);
  }
});

t.test('a torn first line of a new ledger is cut off', async (t) => {
  const dir = t.testdir({ '000000000000.ndjson': whole[0]! });
  truncateSync(join(dir, '000000000000.ndjson'), 20);
  await (await open(dir)).close();
  t.match(readEntries(dir), [{ seq: 0, type: 'recovered', data: { torn_bytes: 20 } }]);
});
