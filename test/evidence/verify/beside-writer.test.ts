/** Verifies a ledger while a gateway's process writes it: whatever the moment, nothing is a fault. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from '../../../evidence/verify/verify.ts';
import { Reader } from '../../../gateway/ledger/read/reader.ts';
import { startChild } from '../../ledger/crash-child.ts';
import { signer } from '../../ledger/helpers.ts';

/** Segments that are written meanwhile: each is closed, checkpointed and packed. */
const SEGMENTS = Number(process.env['SEGMENTS'] ?? 20);

t.test('verifying and reading beside a writer finds no fault', async (t) => {
  const base = t.testdir({ ledger: {} });
  const dir = join(base, 'ledger');
  const kill = await startChild(dir, join(base, 'acknowledged'));
  const countSegments = (): number =>
    readdirSync(dir).filter((name) => /\.ndjson/.test(name)).length;
  let [verified, read] = [0, 0];
  try {
    while (countSegments() < SEGMENTS) {
      const found = await verifyLedger({ dir, keys: [signer.vkey] });
      t.strictSame(found.faults, [], `verified up to ${found.end}`);
      t.ok(found.end >= verified, 'it only grows');
      verified = found.end;
      const entries = (await Array.fromAsync(new Reader({ dir }).entries())).length;
      t.ok(entries >= Math.max(read, verified), 'and is read as far');
      read = entries;
    }
  } finally {
    await kill();
  }
  t.ok(verified > 0);
});
