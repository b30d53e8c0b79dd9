/** A segment or a bundle that was damaged is named; verifying goes on. */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

t.test('an entry of the next segment at the end of this one', async (t) => {
  const dir = t.testdir();
  const { key } = makeLedger(dir, 60);
  const [next] = readdirSync(dir)
    .filter((name) => name.endsWith('.ndjson') && name !== SEGMENT)
    .toSorted();
  const [first] = readFileSync(join(dir, next!), 'utf8').split('\n');
  appendFileSync(join(dir, SEGMENT), `${first}\n`);
  const { faults } = await verifyLedger({ dir, keys: [key] });
  t.match(faults, [{ fault: 'wrong-segment', file: SEGMENT, seq: Number.parseInt(next!, 10) }]);
});

t.test('a last entry that nothing proves yet, behind another than it says', async (t) => {
  const dir = t.testdir();
  const { maker, key } = makeLedger(dir, 6, 1);
  maker.rotate();
  maker.add('gap', {});
  maker.flush();
  const file = join(dir, `${String(maker.tree.size - 1).padStart(12, '0')}.ndjson`);
  t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, []);
  const text = readFileSync(file, 'utf8');
  const digit = /"prev":"(.)/.exec(text)![1]!;
  writeFileSync(file, text.replace(`"prev":"${digit}`, `"prev":"${digit === '0' ? '1' : '0'}`));
  const { faults } = await verifyLedger({ dir, keys: [key] });
  t.match(faults, [{ fault: 'file-altered', detail: 'or the one behind it' }]);
});

t.test('the newest checkpoint taken away, or an old one in its place', async (t) => {
  const dir = t.testdir();
  const { maker, key } = makeLedger(dir, 6);
  const note = readFileSync(join(dir, 'checkpoint'));
  for (let index = 0; index < 2; index += 1) {
    maker.add('gap', { index });
    maker.checkpoint();
    if (index > 0) continue;
    maker.write('checkpoint', note);
    t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, [], 'as a crash leaves it');
  }
  const { size } = maker.tree;
  maker.write('checkpoint', note);
  const missing = { fault: 'checkpoint-missing', file: 'checkpoint' };
  const old = await verifyLedger({ dir, keys: [key] });
  t.match(old.faults, [{ ...missing, detail: `of ${size} entries, but one of ${size - 2}` }]);
  rmSync(join(dir, 'checkpoint'));
  const { faults } = await verifyLedger({ dir, keys: [key] });
  t.match(faults, [{ ...missing, detail: `of ${size} entries` }]);
});

t.test('each file that is taken away', async (t) => {
  const dir = t.testdir();
  const { maker, key } = makeLedger(dir);
  for (const file of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name).slice(dir.length + 1);
    // Partial tiles can be made anew from the entries.
    if (!file.isFile() || path.includes('.p/')) continue;
    const bytes = readFileSync(join(dir, path));
    rmSync(join(dir, path));
    t.not((await verifyLedger({ dir, keys: [key] })).faults.length, 0, path);
    maker.write(path, bytes);
  }
  t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, []);
});

t.test('a bundle', async (t) => {
  const dir = t.testdir();
  const { maker, key } = makeLedger(dir, 6);
  const digest = createHash('sha256').update('policy').digest('hex');
  const file = `bundles/sha256-${digest}.tar.gz`;
  maker.write(file, 'policy');
  const bundle = { revision: '1', digest: `sha256:${digest}` };
  const seq = maker.add('bundle', { state: 'activated', bundle });
  maker.add('bundle', { state: 'refused', code: 'bundle-invalid', detail: 'odd' });
  maker.checkpoint();
  const faultsOf = async () => (await verifyLedger({ dir, keys: [key] })).faults;
  t.strictSame(await faultsOf(), []);
  maker.write(file, 'Policy');
  t.match(await faultsOf(), [{ fault: 'file-altered', file }]);
  rmSync(join(dir, file));
  t.match(await faultsOf(), [{ fault: 'bundle-missing', seq, detail: digest }]);
});
