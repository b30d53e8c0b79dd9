/** A kept bundle that a disk changed is said by `verify`, and the gateway that decides by the same bundle again keeps it anew. */
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { bundlePath, keepBundle } from '../../gateway/keep-bundle.ts';
import { makeLedger } from '../evidence/make-ledger.ts';

t.test('a bundle of the same length', async (t) => {
  const dir = t.testdir();
  const { key } = makeLedger(dir);
  const bytes = Buffer.from('what a policy decides by');
  const digest = `sha256:${hash('sha256', bytes, 'hex')}`;
  const path = bundlePath(dir, digest);
  mkdirSync(dirname(path));
  writeFileSync(path, 'what a policy decides bY');
  const { faults } = await verifyLedger({ dir, keys: [key] });
  t.match(faults, [{ fault: 'file-altered', file: /^bundles\/sha256-/ }]);

  const keeping = keepBundle(dir, digest, bytes);
  await keeping.done;
  t.ok(readFileSync(path).equals(bytes));
  await keeping.undo();
  t.ok(readFileSync(path).equals(bytes), 'one that was there stays');
  t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, []);
});
