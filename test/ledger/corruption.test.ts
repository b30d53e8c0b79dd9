import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { SetupError } from '../../gateway/errors.ts';
import { chain, intent, open, outcome, readLines, start } from './helpers.ts';

const lines = chain([
  { type: 'start', data: start },
  { type: 'intent', data: intent('i1') },
  { type: 'outcome', data: outcome('i1') },
  { type: 'intent', data: intent('i2') },
  { type: 'outcome', data: outcome('i2') },
]);

type Change = (lines: string[]) => string[];

const changes: [name: string, change: Change, fault: RegExp][] = [
  ['a flipped byte', (l) => l.with(1, l[1]!.replace('GET', 'PUT')), /line 3, entry 2.*prev/],
  ['a line that is not JSON', (l) => l.with(2, '{"v":1,'), /line 3, entry 2.*not JSON/],
  ['an empty line', (l) => l.toSpliced(2, 0, ''), /line 3, entry 2.*not JSON/],
  ['a missing line', (l) => l.toSpliced(1, 1), /line 2, entry 1.*seq/],
  ['a repeated line', (l) => l.toSpliced(1, 0, l[1]!), /line 3, entry 2.*seq/],
  ['swapped lines', (l) => [l[0]!, l[2]!, l[1]!, l[3]!, l[4]!], /line 2, entry 1.*seq/],
  [
    'another version',
    (l) => l.with(4, l[4]!.replace('"v":1', '"v":2')),
    /line 5, entry 4.*version/,
  ],
  ['a forged last line', (l) => l.with(4, l[4]!.replace(/"prev":"./, '"prev":"_')), /line 5.*prev/],
  ['a last line that is an array', (l) => l.with(4, '[]'), /line 5, entry 4.*version/],
];

for (const [name, change, fault] of changes)
  t.test(`${name} stops the start and stays as it is`, async (t) => {
    const dir = t.testdir({ '000000000000.ndjson': `${change(lines).join('\n')}\n` });
    await t.rejects(open(dir), { name: 'SetupError', message: fault });
    await t.rejects(open(dir), { message: join(dir, '000000000000.ndjson') });
    t.strictSame(readLines(dir), change(lines));
  });

t.test('the link to the segment before is checked', async (t) => {
  const text = (from: number, to: number) => `${lines.slice(from, to).join('\n')}\n`;
  const cases: [Record<string, string>, RegExp][] = [
    [{ '000000000002.ndjson': text(2, 5) }, /000000000002.ndjson, line 1, entry 0: no file/],
    [{ '000000000000.ndjson': text(0, 2), '000000000003.ndjson': text(3, 5) }, /entry 2: no file/],
    [{ '000000000000.ndjson': text(0, 3), '000000000003.ndjson': '' }, /^$/],
    [{ '000000000000.ndjson': text(0, 2), '000000000003.ndjson': '' }, /entry 2: no file/],
    [{ '000000000000.ndjson': lines[0]!, '000000000001.ndjson': text(1, 5) }, /no whole last line/],
    [{ '000000000000.ndjson': '', '000000000001.ndjson': text(1, 5) }, /no whole last line/],
    [
      {
        '000000000000.ndjson': text(0, 2).replace('GET', 'PUT'),
        '000000000002.ndjson': text(2, 5),
      },
      /000000000002.ndjson, line 1, entry 2.*prev/,
    ],
  ];
  for (const [files, fault] of cases) {
    const dir = t.testdir(files);
    const error = await open(dir).then(
      (ledger) => ledger.close(),
      (error: unknown) => error,
    );
    if (error === undefined) t.match('', fault, 'opens');
    else t.match(error, { name: 'SetupError', message: fault });
    if (error !== undefined) t.ok(error instanceof SetupError);
  }
});

t.test(
  'an unreadable line in the segments that are searched for open intents stops the start',
  async (t) => {
    const dir = t.testdir();
    writeFileSync(join(dir, '000000000000.ndjson'), `${lines[0]}\n`);
    writeFileSync(join(dir, '000000000001.ndjson'), `${lines[1]}\nx\n${lines[2]}\n`);
    writeFileSync(join(dir, '000000000003.ndjson'), `${lines[3]}\n${lines[4]}\n`);
    await t.rejects(open(dir), { name: 'SetupError', message: /000000000001.ndjson, line 2/ });
  },
);
