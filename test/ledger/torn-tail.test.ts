import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { chain, filesOf, intent, open, outcome, readEntries, readLines, start } from './helpers.ts';
import { verifyLedger } from './verify.ts';

const whole = chain([
  { type: 'start', data: start },
  { type: 'intent', data: intent('i1') },
  { type: 'outcome', data: outcome('i1', 2) },
]);
const kept = whole.slice(0, 3).map((line) => `${line}\n`);
const last = `${whole[3]!}\n`;
const FIRST = '000000000000.ndjson';

t.test('a last line torn at any byte is cut off, noted, and its intent closed', async (t) => {
  const failed: number[] = [];
  for (let bytes = 0; bytes < last.length; bytes += 7) {
    const files = filesOf(whole, { covered: 3 });
    const dir = t.testdir({ ...files, [FIRST]: kept.join('') + last.slice(0, bytes) });
    await (await open(dir)).close();
    const [recovered, outcome] = readEntries(dir).slice(2);
    const good =
      readLines(dir).slice(0, 3).join() === whole.slice(0, 3).join() &&
      readLines(dir).length === 5 &&
      JSON.stringify(recovered?.data) === `{"torn_bytes":${bytes},"interrupted":1}` &&
      JSON.stringify(outcome?.data) ===
        '{"id":"i1","intent":2,"status":0,"masks":[],"bytes":0,"duration_ms":0,"error":"interrupted"}';
    if (!good || verifyLedger(dir).faults.length > 0) failed.push(bytes);
  }
  t.strictSame(failed, []);
});

t.test('whatever follows the last line without a line feed is cut off', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const garbage = Buffer.from(bytes.filter((byte) => byte !== 0x0a));
      const files = filesOf(whole, { covered: 4 });
      const dir = t.testdir({
        ...files,
        [FIRST]: Buffer.concat([Buffer.from(files[FIRST]!), garbage]),
      });
      await (await open(dir)).close();
      const recovered = readEntries(dir)[3];
      return garbage.length === 0
        ? recovered === undefined
        : JSON.stringify(recovered?.data) === `{"torn_bytes":${garbage.length},"interrupted":0}`;
    }),
    { numRuns: 50 },
  );
});

t.test('an unreadable last line is cut off even with its line feed', async (t) => {
  const files = filesOf(whole, { covered: 4 });
  const dir = t.testdir({ ...files, [FIRST]: `${whole.join('\n')}\n${'x'.repeat(40)}\n` });
  await (await open(dir)).close();
  t.match(readEntries(dir)[3], { type: 'recovered', data: { torn_bytes: 41, interrupted: 0 } });
});

t.test('what follows a page that never reached the disk is cut off', async (t) => {
  const files = filesOf(whole, { covered: 3 });
  const tail = `${'\0'.repeat(40)}\n{"v":2}\n`;
  const dir = t.testdir({ ...files, [FIRST]: files[FIRST]! + tail });
  await (await open(dir)).close();
  t.match(readEntries(dir)[3], { type: 'recovered', data: { torn_bytes: 49, interrupted: 0 } });
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('a new segment without a whole line is continued', async (t) => {
  for (const torn of ['', whole[3]!.slice(0, 30)]) {
    const files = filesOf(whole.slice(0, 3), { covered: 3 });
    const dir = t.testdir({ ...files, '000000000003.ndjson': torn });
    await (await open(dir)).close();
    const [first] = readFileSync(join(dir, '000000000003.ndjson'), 'utf8').split('\n');
    t.match(JSON.parse(first!), { seq: 3, type: 'recovered', data: { torn_bytes: torn.length } });
    t.strictSame(verifyLedger(dir).faults, []);
  }
});

t.test('a torn first line of a new ledger is cut off, and the key named after', async (t) => {
  const dir = t.testdir({ [FIRST]: whole[0]!.slice(0, 20) });
  await (await open(dir)).close();
  t.match(
    readLines(dir).map((line) => JSON.parse(line) as unknown),
    [
      { seq: 0, type: 'recovered', data: { torn_bytes: 20 } },
      { seq: 1, type: 'signing-key' },
    ],
  );
});

t.test('a torn line of the checkpoints is cut off', async (t) => {
  const files = filesOf(whole, { covered: 4 });
  const name = '000000000000.checkpoints';
  const dir = t.testdir({ ...files, [name]: `${files[name]!}{"time":"2026` });
  const ledger = await open(dir);
  await ledger.append('stop', { gateway: 'g1' });
  await ledger.close();
  t.match(verifyLedger(dir), { covered: 5, checkpoints: 2, faults: [] });
  writeFileSync(join(dir, 'checkpoint'), files.checkpoint!);
  await (await open(dir)).close();
});
