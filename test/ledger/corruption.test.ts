import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { SetupError } from '../../gateway/errors.ts';
import {
  chain,
  exchangeOf,
  filesOf,
  intent,
  open,
  outcome,
  outcomeOf,
  readLines,
  session,
  start,
} from './helpers.ts';

const lines = chain([
  { type: 'start', data: start },
  { type: 'intent', data: intent('i1') },
  { type: 'outcome', data: outcome('i1', 2) },
  { type: 'intent', data: intent('i2') },
  { type: 'outcome', data: outcome('i2', 4) },
]);
const whole = filesOf(lines, { covered: 6 });

type Change = (lines: string[]) => string[];

const changes: [name: string, change: Change, fault: RegExp][] = [
  ['a flipped byte', (l) => l.with(2, l[2]!.replace('GET', 'PUT')), /line 4, entry 3.*prev/],
  ['a line that is not JSON', (l) => l.with(3, '{"v":2,'), /line 4, entry 3.*not JSON/],
  ['an empty line', (l) => l.toSpliced(3, 0, ''), /line 4, entry 3.*not JSON/],
  ['a missing line', (l) => l.toSpliced(2, 1), /line 3, entry 2.*seq/],
  ['a repeated line', (l) => l.toSpliced(2, 0, l[2]!), /line 4, entry 3.*seq/],
  ['swapped lines', (l) => [...l.slice(0, 2), l[3]!, l[2]!, ...l.slice(4)], /line 3, entry 2.*seq/],
  [
    'another version',
    (l) => l.with(5, l[5]!.replace('"v":2', '"v":1')),
    /line 6, entry 5.*version/,
  ],
  ['a last line that is an array', (l) => l.with(5, '[]'), /line 6, entry 5.*version/],
  ['a last line that is torn', (l) => l.with(5, '{"v":2'), /line 6, entry 5.*not JSON/],
  ['a last line that is missing', (l) => l.slice(0, 5), /line 6, entry 5: a checkpoint covers 6/],
  [
    'an earlier time',
    (l) => l.with(5, l[5]!.replace('"time":"2026', '"time":"2025')),
    /line 6, entry 5.*time/,
  ],
];

for (const [name, change, fault] of changes)
  t.test(`${name} stops the start and stays as it is`, async (t) => {
    const file = '000000000000.ndjson';
    const dir = t.testdir({ ...whole, [file]: `${change(lines).join('\n')}\n` });
    await t.rejects(open(dir), { name: 'SetupError', message: fault });
    await t.rejects(open(dir), { message: join(dir, file) });
    t.strictSame(readLines(dir), change(lines));
  });

t.test(
  'a forged last line is told by the checkpoint, and with its tile by its place',
  async (t) => {
    const forged = lines.with(5, lines[5]!.replace('"status":200', '"status":201'));
    const files = { ...whole, '000000000000.ndjson': `${forged.join('\n')}\n` };
    await t.rejects(open(t.testdir(files)), { message: /the first 6 entries: their tree has not/ });
    const dir = t.testdir(whole);
    await (await open(dir)).close();
    writeFileSync(join(dir, '000000000000.ndjson'), files['000000000000.ndjson']);
    await t.rejects(open(dir), {
      name: 'SetupError',
      message: /line 6, entry 5: its hash is not that of the tree/,
    });
  },
);

t.test('without a checkpoint over it the chain alone tells', async (t) => {
  const dir = t.testdir(filesOf(lines.with(2, lines[2]!.replace('GET', 'PUT')), { covered: 0 }));
  await t.rejects(open(dir), { name: 'SetupError', message: /line 4, entry 3.*prev/ });
});

t.test('the link to the segment before is checked', async (t) => {
  const text = (from: number, to: number) => `${lines.slice(from, to).join('\n')}\n`;
  const cuts = (at: number, more: Record<string, string> = {}) => ({
    ...filesOf(lines, { covered: 6, cuts: [at] }),
    ...more,
  });
  const cases: [Record<string, string>, RegExp][] = [
    [
      { ...whole, '000000000000.ndjson': '', '000000000003.ndjson': text(3, 6) },
      /no whole last line/,
    ],
    [{ '000000000003.ndjson': text(3, 6) }, /000000000003.ndjson, line 1, entry 0: no file/],
    [{ ...cuts(3), '000000000004.ndjson': '' }, /entry 6: no file/],
    [cuts(3, { '000000000000.ndjson': text(0, 2) }), /line 1, entry 2: no file/],
    [cuts(3, { '000000000000.ndjson': text(0, 3).slice(0, -1) }), /no whole last line/],
    [
      cuts(3, { '000000000000.ndjson': text(0, 3).replace('GET', 'PUT') }),
      /000000000003.ndjson, line 1, entry 3.*prev/,
    ],
  ];
  for (const [files, fault] of cases) {
    const error = await open(t.testdir(files)).catch((error: unknown) => error);
    t.match(error, { name: 'SetupError', message: fault });
    t.ok(error instanceof SetupError);
  }
  await (await open(t.testdir(cuts(3)))).close();
});

t.test('checkpoints that are missing, cut or of another key stop the start', async (t) => {
  const { checkpoint, '000000000000.checkpoints': kept, ...rest } = whole;
  const cases: [Record<string, string>, RegExp][] = [
    [{ ...rest, checkpoint: checkpoint! }, /a checkpoint of 6 entries was signed/],
    [
      { ...rest, checkpoint: checkpoint!, '000000000000.checkpoints': kept!.slice(0, -1) },
      /a checkpoint of 6/,
    ],
    [{ ...rest, '000000000000.checkpoints': 'x\n' }, /line 1: it holds no checkpoint/],
    [{ ...rest, checkpoint: 'x\n', '000000000000.checkpoints': kept! }, /it is not a checkpoint/],
    [
      { ...rest, '000000000000.checkpoints': kept!.replace(/(g1 ....)...../, '$1AAAAA') },
      /no key of/,
    ],
  ];
  for (const [files, fault] of cases)
    await t.rejects(open(t.testdir(files)), { name: 'SetupError', message: fault });
  const cut = filesOf(lines, { covered: 6, cuts: [3] });
  for (const name of Object.keys(cut)) if (name.includes('checkpoint')) delete cut[name];
  await t.rejects(open(t.testdir(cut)), { message: /the checkpoint that was signed.*is missing/ });
});

t.test('tiles that are wrong or missing are made anew where the root says so', async (t) => {
  const base = t.testdir();
  const dir = join(base, 'ledger');
  const ledger = await open(dir, { segmentBytes: 100_000 });
  const all = Array.from({ length: 600 }, (_, at) =>
    ledger.append('refusal', { id: `r${at}` } as never),
  );
  await Promise.all(all);
  await ledger.close();
  for (const tile of ['000', '001', '002.p/89']) {
    for (const change of [
      (path: string) => rmSync(path),
      (path: string) => truncateSync(path, 100),
      (path: string) => writeFileSync(path, Buffer.alloc(8192)),
    ]) {
      const copy = join(base, 'copy');
      rmSync(copy, { recursive: true, force: true });
      cpSync(dir, copy, { recursive: true });
      const path = join(copy, 'tile/0', tile);
      const before = readFileSync(path);
      change(path);
      await (await open(copy)).close();
      t.ok(readFileSync(path).equals(before), tile);
    }
  }
});

t.test('a key slot that is missing before the checkpoint stops the start', async (t) => {
  const dir = join(t.testdir(), 'ledger');
  const ledger = await open(dir);
  for (let round = 0; round < 2; round += 1) {
    const { exchange, data } = exchangeOf(session());
    await ledger.append('intent', data, { exchange });
    await ledger.append('outcome', outcomeOf(exchange), { exchange });
  }
  await ledger.close();
  const path = join(dir, '000000000000.keys');
  const whole = readFileSync(path);
  truncateSync(path, 100);
  await t.rejects(open(dir), { message: /000000000000.keys, slot 2, of entry \d+: it is missing/ });
  writeFileSync(path, Buffer.concat([whole.subarray(80), whole.subarray(0, 80)]));
  await t.rejects(open(dir), { message: /slot 1/ });
  writeFileSync(path, whole);
  await (await open(dir)).close();
});

t.test('an unreadable line where open intents are searched stops the start', async (t) => {
  const dir = t.testdir(filesOf(lines, { covered: 6, cuts: [2, 3, 5] }));
  await (await open(dir)).close();
  writeFileSync(join(dir, '000000000002.ndjson'), 'x\n');
  await t.rejects(open(dir), { message: /000000000002.ndjson, line 1, entry 2: it is not JSON/ });
});
