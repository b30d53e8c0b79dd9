/** A certificate that the ledger's key signed for another history is none of this ledger. */
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { formatNote, parseNote } from '../../gateway/ledger/notes/note.ts';
import { signText } from '../../gateway/ledger/notes/sign.ts';
import { exchangeId, LedgerMaker, makeSigner } from '../evidence/make-ledger.ts';

const signer = makeSigner();
const ERASURE = exchangeId(77);
const SAID = { reference: 'DSR-1', commitment: Buffer.alloc(32).toString('base64') };

/** A ledger in which an erasure stands behind so many entries; `done` is the number of its last. */
function makeHistory(dir: string, before: number, later = 0): { maker: LedgerMaker; done: number } {
  const maker = new LedgerMaker(dir, signer);
  maker.now += later;
  maker.add('signing-key', { key: signer.vkey });
  for (let index = 0; index < before; index += 1) maker.add('gap', { index });
  maker.add('erasure', { erasure: ERASURE, state: 'begun', ...SAID, exchanges: [] });
  const done = maker.add('erasure', { erasure: ERASURE, state: 'done', count: 0 });
  maker.checkpoint();
  return { maker, done };
}

/** What the key signs of that history, with this said otherwise. */
function certify({ maker, done }: ReturnType<typeof makeHistory>, otherwise = {}): Promise<string> {
  return maker.certificate(done, { ...SAID, ...otherwise });
}

t.test('what lies with a ledger is held against its entries', async (t) => {
  const scratch = t.testdir();
  const own = makeHistory(join(scratch, 'own'), 3);
  const { dir } = own.maker;
  const verify = async (certificate: string): Promise<object[]> => {
    own.maker.write(`certificates/${ERASURE}.json`, certificate);
    return (await verifyLedger({ dir, keys: [signer.vkey] })).faults;
  };
  t.strictSame(await verify(await certify(own)), []);
  const bad = [{ fault: 'certificate-bad', detail: /say something else/ }];
  // The key signed two histories: that is worse than a bad certificate, and told too.
  for (const [before, fault] of [
    [3, 'rewritten'],
    [5, 'cut'],
  ] as const) {
    const fork = makeHistory(join(scratch, `fork-${before}`), before, 1);
    t.match(await verify(await certify(fork)), [{ fault }, ...bad]);
  }
  t.match(await verify(await certify(own, { reference: 'DSR-2' })), bad);
  t.match(await verify(await certify(own, { commitment: 'x' })), bad);

  const { certificate, ...rest } = JSON.parse(await certify(own)) as { certificate: string };
  const { text, signatures } = parseNote(certificate);
  const other = makeSigner();
  const twice = formatNote({ text, signatures: [...signatures, signText('else\n', other)] });
  const { v, ...members } = rest as unknown as { v: number };
  const both = `${JSON.stringify({ v, certificate: twice, ...members })}\n`;
  own.maker.write(`certificates/${ERASURE}.json`, both);
  const known = { dir, keys: [signer.vkey, other.vkey] };
  t.match((await verifyLedger(known)).faults, [
    { fault: 'certificate-bad', detail: /does not verify/ },
  ]);
});
