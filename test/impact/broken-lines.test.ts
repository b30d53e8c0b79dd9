import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { faultsOf } from '../bundles/support.ts';
import { bundleFile, decideFor, inputFor, opaEntry, writeLog } from './support.ts';

const ALLOW = { action: 'allow', reasons: ['a'] };
const GOOD = opaEntry(inputFor('a'), ALLOW);

t.test('logs in every form', async (t) => {
  const dir = t.testdir();
  const candidate = await bundleFile(dir, 'policy', decideFor('a', ALLOW));

  t.test(
    'a line that cannot be read is counted and named, and the others are compared',
    async (t) => {
      const against = await writeLog(dir, [
        GOOD,
        '{"path":"regent/decision",',
        '',
        { ...GOOD, timestamp: 'yesterday' },
        { ...GOOD, result: { action: 'perhaps' } },
        { ...GOOD, input: undefined },
        { ...GOOD, path: 'system/other' },
        GOOD,
      ]);
      const { records, broken } = await assessImpact({ candidate, against });
      t.match(records, { read: 7, compared: 2, broken: 4, other: 1, changed: 0 });
      t.same(broken, [
        { file: against, line: 2, why: 'it is not JSON in UTF-8' },
        { file: against, line: 4, why: 'it has no timestamp' },
        { file: against, line: 5, why: 'its result is not a decision' },
        { file: against, line: 6, why: 'it has no input, or one that is not an object' },
      ]);
    },
  );

  t.test('the first ten broken lines are named, all are counted', async (t) => {
    const against = await writeLog(dir, [...Array.from({ length: 25 }, () => '{'), GOOD]);
    const { records, broken } = await assessImpact({ candidate, against });
    t.equal(records.broken, 25);
    t.same(
      broken.map(({ line }) => line),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  });

  t.test('bytes that are not UTF-8, and a line of more than 16 MiB', async (t) => {
    const file = join(dir, 'odd.log');
    const good = Buffer.from(`${JSON.stringify(GOOD)}\n`);
    const long = Buffer.alloc(17 << 20, 'x');
    long[long.length - 1] = 0x0a;
    await writeFile(file, Buffer.concat([good, Buffer.from('"\xff"\n', 'latin1'), long, good]));
    const { records, broken } = await assessImpact({ candidate, against: file });
    t.match(records, { read: 4, compared: 2, broken: 2 });
    t.match(broken, [{ line: 2 }, { line: 3, why: /longer than 16777216 bytes/ }]);
  });

  t.test('an upload: gzip, arrays, one behind the other, with blanks', async (t) => {
    const file = join(dir, 'upload');
    const tricky = opaEntry(inputFor('a', { identity: { subject: '[{"],\\' } }), ALLOW);
    const text = ` ${JSON.stringify([GOOD, tricky], undefined, 2)}\n${JSON.stringify([GOOD])}[]\n`;
    await writeFile(file, gzipSync(text));
    const { records } = await assessImpact({ candidate, against: file });
    t.match(records, { read: 3, compared: 3, broken: 0, changed: 0 });
  });

  t.test('a log that was cut off in its gzip is no log', async (t) => {
    const file = join(dir, 'cut.gz');
    await writeFile(file, gzipSync(`${JSON.stringify(GOOD)}\n`.repeat(100)).subarray(0, -20));
    const [fault] = await faultsOf(assessImpact({ candidate, against: file }));
    t.match(fault, /cut\.gz: cannot be read to its end/);
  });

  t.test('nothing to compare is an error that says so', async (t) => {
    const against = await writeLog(dir, ['{', { ...GOOD, path: 'x' }, GOOD]);
    const since = new Date('2026-01-02');
    const [fault] = await faultsOf(assessImpact({ candidate, against, since }));
    t.match(fault, /nothing was compared/);
    t.match(
      fault,
      /3 records: 1 of another sort, 1 older, 0 with a masked result, 0 erased, 1 broken/,
    );
    await writeFile(join(dir, 'empty.log'), '');
    const empty = assessImpact({ candidate, against: join(dir, 'empty.log') });
    t.match(await faultsOf(empty), [/nothing was compared/]);
    t.match(await faultsOf(assessImpact({ candidate, against: dir })), [/not the directory of a/]);
    t.match(await faultsOf(assessImpact({ candidate, against: join(dir, 'no') })), [/cannot be r/]);
  });

  t.test('the window: older records are left out', async (t) => {
    const later = { ...GOOD, timestamp: '2026-01-03T00:00:00.123456789Z' };
    const against = await writeLog(dir, [GOOD, later]);
    const report = await assessImpact({ candidate, against, since: new Date('2026-01-02') });
    t.match(report.records, { compared: 1, older: 1 });
    t.equal(report.against.from, '2026-01-03T00:00:00.123Z');
  });

  t.test(
    'a decision that was undefined is compared as the denial that Regent makes of it',
    async (t) => {
      const against = await writeLog(dir, [opaEntry(inputFor('b'), undefined)]);
      const { records } = await assessImpact({ candidate, against });
      t.match(records, { compared: 1, unchanged: 1, still_failing: 1 });
    },
  );

  t.test('a masked result is not compared, a masked input is incomplete', async (t) => {
    const against = await writeLog(dir, [
      { ...GOOD, result: undefined, erased: ['/result'] },
      { ...GOOD, masked: ['/input/request/headers/cookie'] },
    ]);
    const { records } = await assessImpact({ candidate, against });
    t.match(records, { compared: 1, incomplete: 1, not_comparable: 1 });
  });
});
