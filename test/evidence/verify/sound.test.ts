/** Ledgers that are as they were written. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { verifyLedger } from '../../../evidence/verify/verify.ts';
import {
  COSIGNATURE,
  generatePrivateKey,
  noteSigner,
  readPrivateKey,
} from '../../../gateway/ledger/notes/keys.ts';
import { LedgerMaker, makeLedger, makeSigner } from '../make-ledger.ts';

t.test('a ledger of some segments and two keys', async (t) => {
  const dir = t.testdir();
  const { maker, key } = makeLedger(dir, 345, 3);
  const found = await verifyLedger({ dir, keys: [key] });
  t.strictSame(found.faults, []);
  t.match(found, { first: 0, end: maker.tree.size, segments: 3, behind: 3, open: 0, torn: 0 });
  t.equal(found.newest?.size, maker.tree.size - 3);
});

t.test('a closed segment may be compressed', async (t) => {
  const dir = t.testdir();
  const { key } = makeLedger(dir);
  const file = join(dir, '000000000000.ndjson');
  writeFileSync(`${file}.zst`, zstdCompressSync(readFileSync(file)));
  t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, [], 'also beside the plain one');
  rmSync(file);
  t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, []);
});

t.test('witnesses, and checkpoints that somebody kept', async (t) => {
  const dir = t.testdir();
  const signer = makeSigner();
  const witness = noteSigner('w.test', COSIGNATURE, readPrivateKey(generatePrivateKey()));
  const maker = new LedgerMaker(dir, signer);
  maker.add('signing-key', { key: signer.vkey });
  for (let index = 0; index < 300; index += 1) maker.add('gap', { index });
  maker.witness = witness;
  const note = maker.checkpoint();
  maker.witness = undefined;
  maker.add('gap', {});
  maker.checkpoint();
  const options = { dir, keys: [signer.vkey], witnesses: [witness.vkey] };
  const found = await verifyLedger({ ...options, checkpoints: [{ name: 'kept', note }] });
  t.strictSame(found.faults, []);
  t.match(found.witnesses, [{ name: 'w.test', size: 301 }]);
});
