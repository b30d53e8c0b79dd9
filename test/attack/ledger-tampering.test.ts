/** Whoever changes the files afterwards is found out, and the place is named. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { verifyLedger, type Fault } from '../../gateway/ledger/verify.ts';
import { chain, intent, outcome, start } from '../ledger/helpers.ts';

const entries = [
  { type: 'start', data: start },
  { type: 'intent', data: intent('a') },
  { type: 'intent', data: intent('b') },
  { type: 'outcome', data: outcome('a') },
  { type: 'outcome', data: outcome('b') },
  { type: 'stop', data: { gateway: 'g1' } },
];
const lines = chain(entries);
const first = '000000000000.ndjson';
const second = '000000000003.ndjson';

function write(dir: string, changed: string[], split = 3): void {
  writeFileSync(
    join(dir, first),
    changed
      .slice(0, split)
      .map((line) => `${line}\n`)
      .join(''),
  );
  writeFileSync(
    join(dir, second),
    changed
      .slice(split)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

async function faultsOf(dir: string): Promise<string[]> {
  const { faults } = await verifyLedger(dir);
  return faults.map(({ file, line, seq, fault }: Fault) => `${file}:${line} ${seq} ${fault}`);
}

t.test('each kind of change is named at its place', async (t) => {
  const dir = t.testdir();
  write(dir, lines);
  t.strictSame(await faultsOf(dir), []);
  const forged = chain(
    [{ type: 'intent', data: { ...intent('a'), token_sha256: 'c'.repeat(64) } }],
    1,
    JSON.parse(lines[1]!).prev as string,
  )[0]!;
  const flipped = lines.with(1, lines[1]!.replace('GET', 'PUT'));
  const swapped = [lines[0]!, lines[2]!, lines[1]!, ...lines.slice(3)];
  const cases: [name: string, changed: string[], faults: string[]][] = [
    ['flip', flipped, [`${first}:3 2 broken-chain`]],
    [
      'flip in the last line of a file',
      lines.with(2, lines[2]!.replace('GET', 'PUT')),
      [`${second}:1 3 broken-chain`],
    ],
    [
      'flip of prev',
      lines.with(4, lines[4]!.replace(/"prev":"[^"]*/, `"prev":"${'0'.repeat(64)}`)),
      [`${second}:2 4 broken-chain`, `${second}:3 5 broken-chain`],
    ],
    ['delete', lines.toSpliced(4, 1), [`${second}:2 4 wrong-seq`, `${second}:2 4 broken-chain`]],
    [
      'insert',
      lines.toSpliced(4, 0, lines[3]!),
      [`${second}:2 4 wrong-seq`, `${second}:2 4 broken-chain`, `${second}:2 4 stray-outcome`],
    ],
    [
      'swap',
      swapped,
      [
        `${first}:2 1 wrong-seq`,
        `${first}:2 1 broken-chain`,
        `${first}:3 3 wrong-seq`,
        `${first}:3 3 broken-chain`,
        `${second}:1 2 wrong-file`,
        `${second}:1 2 wrong-seq`,
        `${second}:1 2 broken-chain`,
      ],
    ],
    ['replace', lines.with(1, forged), [`${first}:3 2 broken-chain`]],
    ['not JSON', lines.with(5, '{'), [`${second}:3 5 not-json`]],
    ['a byte order mark', lines.with(5, `\ufeff${lines[5]!}`), [`${second}:3 5 not-json`]],
    [
      'an added member',
      lines.with(5, lines[5]!.replace('"v":1', '"v":1,"x":1')),
      [`${second}:3 5 not-an-entry`],
    ],
  ];
  for (const [name, changed, faults] of cases) {
    write(dir, changed);
    t.strictSame(await faultsOf(dir), faults, name);
  }
});

t.test('a removed file is named', async (t) => {
  const dir = t.testdir({ [second]: `${lines.slice(3).join('\n')}\n` });
  t.ok((await faultsOf(dir)).includes(`${second}:1 0 wrong-file`));
});

t.test('a missing, a second and a stray outcome are named', async (t) => {
  const dir = t.testdir();
  const changed = chain([
    entries[0]!,
    entries[1]!,
    entries[1]!,
    entries[3]!,
    entries[3]!,
    entries[2]!,
    entries[0]!,
    { type: 'intent', data: intent('in-flight') },
  ]);
  write(dir, changed, 3);
  t.strictSame(await faultsOf(dir), [
    `${first}:3 2 repeated-intent`,
    `${second}:2 4 stray-outcome`,
    `${second}:3 5 missing-outcome`,
  ]);
  t.equal((await verifyLedger(dir)).open, 1);
});

t.test('a file of garbage ends the check', async (t) => {
  const dir = t.testdir({ [first]: '\n'.repeat(5000) });
  const { faults } = await verifyLedger(dir);
  t.equal(faults.at(-1)?.fault, 'too-many-faults');
  t.ok(faults.length <= 1002);
});

t.test('any changed byte before the last line is found', async (t) => {
  const dir = t.testdir();
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const end = bytes.length - lines.at(-1)!.length - 2;
  await fc.assert(
    fc.asyncProperty(fc.nat(end), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = Buffer.from(bytes);
      changed[at]! ^= change;
      writeFileSync(join(dir, first), changed);
      return (await verifyLedger(dir)).faults.length > 0;
    }),
    { numRuns: 300 },
  );
});
