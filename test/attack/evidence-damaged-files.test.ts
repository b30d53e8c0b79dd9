/** A segment or a bundle that was damaged is named; verifying goes on. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { makeLedger } from '../evidence/make-ledger.ts';

const SEGMENT = '000000000000.ndjson';

for (const [what, damage] of Object.entries<(packed: Buffer) => Buffer | string>({
  'a flipped bit': (packed) => packed.fill(packed[500]! ^ 4, 500, 501),
  'a wrong checksum': (packed) => packed.fill(packed.at(-1)! ^ 1, packed.length - 1),
  'a lost end': (packed) => packed.subarray(0, 400),
  'something hidden behind it': (packed) => Buffer.concat([packed, Buffer.from('hidden')]),
  'nothing left': () => '',
  'something else': () => 'hello\n',
}))
  t.test(`a packed segment with ${what}`, async (t) => {
    const dir = t.testdir();
    const { maker, key } = makeLedger(dir, 60);
    const file = join(dir, SEGMENT);
    const packed = zstdCompressSync(readFileSync(file), {
      params: { [constants.ZSTD_c_checksumFlag]: 1 },
    });
    writeFileSync(`${file}.zst`, damage(packed));
    rmSync(file);
    const found = await verifyLedger({ dir, keys: [key] });
    t.match(found.faults[0], { fault: 'file-altered', file: `${SEGMENT}.zst`, detail: /./ });
    t.equal(found.end, maker.tree.size, 'the others were read');
  });

t.test('a closed segment without its last line feed', async (t) => {
  const dir = t.testdir();
  const { key } = makeLedger(dir, 60);
  const file = join(dir, SEGMENT);
  writeFileSync(file, readFileSync(file).subarray(0, -1));
  const { faults } = await verifyLedger({ dir, keys: [key] });
  t.match(faults, [{ fault: 'file-altered', file: SEGMENT, detail: /line feed/ }]);
});

t.test('a bundle', async (t) => {
  const dir = t.testdir();
  const { maker, key } = makeLedger(dir, 6);
  const file = `bundles/sha256-${createHash('sha256').update('policy').digest('hex')}.tar.gz`;
  maker.write(file, 'policy');
  t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, []);
  maker.write(file, 'Policy');
  const { faults } = await verifyLedger({ dir, keys: [key] });
  t.match(faults, [{ fault: 'file-altered', file }]);
});
