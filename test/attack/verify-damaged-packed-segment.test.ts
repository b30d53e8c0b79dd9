/** A packed segment that was changed does not end the check: it says which entries are concerned, and sees to all others. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { readLines, segmentAt } from '../../gateway/ledger/segments.ts';
import { makeLedger } from '../evidence/make-ledger.ts';

const params = { [constants.ZSTD_c_checksumFlag]: 1 };
const PLACES = 40;
/** What is said of entries that need another which cannot be read. */
const FOLLOWS = new Set(['outcome-stray', 'body-unknown', 'body-missing', 'keys-damaged']);

t.test('wherever it was changed or cut', async (t) => {
  const dir = t.testdir();
  const { key } = makeLedger(dir, 345, 3);
  const plain = join(dir, '000000000000.ndjson');
  const file = '000000000000.ndjson.zst';
  const packed = zstdCompressSync(readFileSync(plain), { params });
  const lines = readFileSync(plain).toString().split('\n').length - 1;
  rmSync(plain);
  for (let place = 0; place < PLACES; place += 1) {
    const at = Math.floor(((place + 0.5) * packed.length) / PLACES);
    const flipped = Buffer.from(packed);
    flipped[at]! ^= 1 << (place % 8);
    for (const [how, bytes] of [
      ['changed', flipped],
      ['cut', packed.subarray(0, at)],
    ] as const) {
      writeFileSync(join(dir, file), bytes);
      const { faults, end } = await verifyLedger({ dir, keys: [key] });
      t.ok(end > lines, 'what is behind it was looked at');
      t.ok(faults.length > 0);
      const others = faults.filter((fault) => fault.file !== file && !FOLLOWS.has(fault.fault));
      t.strictSame(others, [], `${how} at ${at}: nothing else is said to be wrong`);
    }
  }
  const segment = segmentAt(dir, 0, 'packed');
  await t.rejects(
    Array.fromAsync(readLines(segment)),
    /000000000000.ndjson.zst: it does not unpack/,
  );
});
