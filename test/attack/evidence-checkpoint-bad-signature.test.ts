/** A checkpoint with a second signature of the ledger's key that does not verify is not signed by it; one that is not whole yet is none. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { makeLedger } from '../evidence/make-ledger.ts';

const FIRST = '000000000000.checkpoints';

t.test('a bad signature beside the good one', async (t) => {
  const dir = t.testdir();
  const { key } = makeLedger(dir, 30);
  const path = join(dir, FIRST);
  const [line = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  const { note } = JSON.parse(line) as { note: string };
  const signature = note.trimEnd().split(' ').at(-1)!;
  const bytes = Buffer.from(signature, 'base64');
  bytes[40]! ^= 1;
  const bad = note.slice(note.indexOf('—')).replace(signature, bytes.toString('base64'));
  for (const more of [note + bad, note.replace('—', `${bad}—`)]) {
    writeFileSync(path, [JSON.stringify({ note: more }), ...rest].join('\n'));
    const { faults } = await verifyLedger({ dir, keys: [key] });
    t.match(faults, [{ fault: 'checkpoint-unsigned', file: FIRST, line: 1 }]);
  }
});

t.test('a line that a crash cut short', async (t) => {
  const dir = t.testdir();
  const { maker, key } = makeLedger(dir, 30);
  appendFileSync(join(dir, `${maker.name}.checkpoints`), '{"note":"reg');
  t.strictSame((await verifyLedger({ dir, keys: [key] })).faults, []);
  appendFileSync(join(dir, FIRST), '{"note":"reg');
  const { faults } = await verifyLedger({ dir, keys: [key] });
  t.match(faults, [{ fault: 'checkpoint-unreadable', file: FIRST }], 'others were written behind');
});
