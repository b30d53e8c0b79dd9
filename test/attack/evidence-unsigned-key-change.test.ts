/** Whoever has no key of a ledger cannot pass one of his own off for it: each key is named under the signature of the one before. */
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { LedgerMaker, makeSigner } from '../evidence/make-ledger.ts';

for (const [what, changes] of Object.entries({ 'one change of key': 1, 'two changes at once': 2 }))
  t.test(`a forged ledger with ${what}`, async (t) => {
    const victim = makeSigner();
    const maker = new LedgerMaker(t.testdir(), victim);
    maker.add('signing-key', { key: victim.vkey });
    const own = Array.from({ length: changes }, () => makeSigner());
    for (const [at, { vkey }] of own.entries())
      maker.add('signing-key', { key: vkey, previous: [victim, ...own][at]!.vkey });
    // All that the forger can sign with.
    maker.signers = own;
    maker.checkpoint();
    maker.add('gap', {});
    maker.checkpoint();
    const { faults } = await verifyLedger({ dir: maker.dir, keys: [victim.vkey] });
    t.match(faults, [{ fault: 'checkpoint-unsigned', detail: `not by ${victim.vkey}` }]);
  });
