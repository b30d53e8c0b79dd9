/** A checkpoint with a good signature, and beside it one of another key of the ledger that is not good. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { formatNote, parseNote } from '../../gateway/ledger/notes/note.ts';
import type { NoteSigner } from '../../gateway/ledger/notes/keys.ts';
import { signText } from '../../gateway/ledger/notes/sign.ts';
import { LedgerMaker, makeSigner } from '../evidence/make-ledger.ts';

const [first, second] = [makeSigner(), makeSigner()];
const CHECKPOINTS = '000000000000.checkpoints';

/** A ledger that changes its key; the signature of `other` over something else is put on one of its checkpoints. */
function makeWithOther(dir: string, other: NoteSigner, line: number): void {
  const maker = new LedgerMaker(dir, first);
  maker.add('signing-key', { key: first.vkey });
  maker.checkpoint();
  maker.changeKey(second);
  maker.checkpoint();
  maker.signers = [second];
  maker.add('gap', {});
  maker.checkpoint();
  const lines = readFileSync(join(dir, CHECKPOINTS), 'utf8').split('\n');
  const { text, signatures } = parseNote((JSON.parse(lines[line]!) as { note: string }).note);
  const bad = { ...signText('another text\n', other) };
  lines[line] = JSON.stringify({ note: formatNote({ text, signatures: [...signatures, bad] }) });
  maker.write(CHECKPOINTS, lines.join('\n'));
}

for (const [name, other, line] of [
  ['of a key that an entry names later', second, 0],
  ['of a key that signs no more', first, 2],
] as const)
  t.test(name, async (t) => {
    const dir = t.testdir();
    makeWithOther(dir, other, line);
    const { faults } = await verifyLedger({ dir, keys: [first.vkey] });
    t.match(
      faults.filter(({ file }) => file === CHECKPOINTS),
      [{ fault: 'checkpoint-unsigned', line: line + 1, detail: /is not good/ }],
    );
  });

t.test('of somebody else, whose key nobody knows', async (t) => {
  const dir = t.testdir();
  makeWithOther(dir, makeSigner(), 0);
  t.same((await verifyLedger({ dir, keys: [first.vkey] })).faults, []);
});
