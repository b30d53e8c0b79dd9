import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { LedgerEvent } from '../../gateway/ledger/ledger.ts';
import type { SignedCheckpoint } from '../../gateway/ledger/contract.ts';
import { parseCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import {
  COSIGNATURE,
  generatePrivateKey,
  noteSigner,
  parseVkey,
  readPrivateKey,
} from '../../gateway/ledger/notes/keys.ts';
import { formatSignatureLine, parseNote } from '../../gateway/ledger/notes/note.ts';
import { cosign, openNote } from '../../gateway/ledger/notes/sign.ts';
import { inclusionProof } from '../../gateway/ledger/tree/proofs.ts';
import { verifyInclusion } from '../../gateway/ledger/tree/verify-proof.ts';
import { leafHash, open, readEntries, readLines, signer, start } from './helpers.ts';
import { verifyLedger } from './verify.ts';

const until = async (reached: () => boolean): Promise<void> => {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 20));
};

t.test('what was appended is signed by itself, at a rotation and at the end', async (t) => {
  const dir = t.testdir();
  const signed: SignedCheckpoint[] = [];
  const ledger = await open(dir, { segmentBytes: 800, onCheckpoint: (c) => signed.push(c) });
  await ledger.append('start', start);
  await until(() => ledger.head().checkpoint?.size === 2);
  t.match(ledger.head(), { size: 2, checkpoint: { size: 2, note: /^regent.test\/g1\n2\n/ } });
  await ledger.append('bundle', { text: 'x'.repeat(600) } as never);
  await ledger.append('bundle', { text: 'in the next segment' } as never);
  t.equal(ledger.head().checkpoint!.size, 3, 'the segment was signed to its end');
  await ledger.close();
  t.match(verifyLedger(dir), { segments: 2, covered: 5, faults: [] });
  t.strictSame(
    signed.map(({ size }) => size),
    [1, 2, 3, 5],
  );
  t.equal(readFileSync(join(dir, 'checkpoint'), 'utf8'), signed.at(-1)!.note);
  t.strictSame(readdirSync(join(dir, 'tile/0/000.p')), ['5'], 'partial tiles before are removed');
});

t.test('entries that never cease are signed as they come', async (t) => {
  const dir = t.testdir();
  const signed: number[] = [];
  const ledger = await open(dir, { onCheckpoint: ({ size }) => signed.push(size) });
  // No pause of which a timer that begins anew with each entry could make use.
  while (signed.length < 4) await ledger.append('bundle', { text: 'one more' } as never);
  await ledger.close();
  t.ok(
    signed.every((size, at) => at === 0 || size > signed[at - 1]!),
    signed.join(),
  );
  t.match(verifyLedger(dir), { covered: signed.at(-1), faults: [] });
});

t.test('proofs against a checkpoint', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  for (let round = 0; round < 3; round += 1)
    await Promise.all(Array.from({ length: 200 }, () => ledger.append('stop', { gateway: 'x' })));
  await until(() => ledger.head().checkpoint!.size === 601);
  const { root, size } = parseCheckpoint(parseNote(ledger.head().checkpoint!.note).text);
  // More entries: the tree that was signed stays readable.
  await Promise.all(Array.from({ length: 300 }, () => ledger.append('stop', { gateway: 'y' })));
  for (const index of [0, 255, 256, 599, 600]) {
    const proof = await inclusionProof(index, size, ledger.hashes(size));
    const leaf = Buffer.from(leafHash(readLines(dir)[index]!), 'hex');
    t.ok(verifyInclusion(leaf, index, size, proof, root), String(index));
  }
  await ledger.close();
});

t.test('a key is made at the first start, and another takes over in front of it', async (t) => {
  const base = t.testdir();
  const [dir, signingKey] = [join(base, 'ledger'), join(base, 'keys', 'checkpoint.pem')];
  const events: LedgerEvent[] = [];
  const log = (event: LedgerEvent): number => events.push(event);
  await (await open(dir, { signingKey, log })).close();
  t.match(events, [
    { event: 'ledger-key', vkey: /^regent.test\/g1\+/, file: signingKey, made: true },
  ]);
  t.equal(statSync(signingKey).mode & 0o777, 0o600);
  const old = readFileSync(signingKey, 'utf8');
  const next = generatePrivateKey();

  writeFileSync(signingKey, next);
  await t.rejects(open(dir, { signingKey }), {
    name: 'SetupError',
    message: /no key of .* signed the newest/,
  });
  rmSync(signingKey);
  await t.rejects(open(dir, { signingKey }), { message: /does not exist: put it back/ });
  writeFileSync(signingKey, 'x');
  await t.rejects(open(dir, { signingKey }), { message: /it holds no private key/ });

  writeFileSync(signingKey, next + old);
  let ledger = await open(dir, { signingKey, log });
  const vkeys = readLines(dir).map(
    (line) => (JSON.parse(line) as { data: { key: string } }).data.key,
  );
  t.match(JSON.parse(readLines(dir)[1]!), {
    type: 'signing-key',
    data: { key: vkeys[1], previous: vkeys[0] },
  });
  const [first, second] = vkeys.map((vkey) => parseVkey(vkey));
  const { note } = ledger.head().checkpoint!;
  t.equal(openNote(note, [first!, second!]).verified.length, 2, 'the first is signed by both');
  await ledger.append('start', start);
  await ledger.close();
  const newest = readFileSync(join(dir, 'checkpoint'), 'utf8');
  t.strictSame(
    parseNote(newest).signatures.map(({ id }) => id),
    [second!.id],
  );

  writeFileSync(signingKey, next);
  ledger = await open(dir, { signingKey });
  await ledger.close();
  t.equal(readLines(dir).filter((line) => line.includes('"signing-key"')).length, 2);
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('a rotation that a crash cut short is signed by both at the next start', async (t) => {
  const base = t.testdir();
  const [dir, signingKey] = [join(base, 'ledger'), join(base, 'checkpoint.pem')];
  const old = generatePrivateKey();
  writeFileSync(signingKey, old);
  await (await open(dir, { signingKey })).close();
  const before = new Map(
    ['checkpoint', '000000000000.checkpoints'].map((name) => [name, readFileSync(join(dir, name))]),
  );
  const next = generatePrivateKey();
  writeFileSync(signingKey, next + old);
  await (await open(dir, { signingKey })).close();
  // The entry is there, and the checkpoint is not.
  for (const [name, bytes] of before) writeFileSync(join(dir, name), bytes);
  writeFileSync(signingKey, old);
  await t.rejects(open(dir, { signingKey }), { message: /does not hold that key: put it back/ });
  writeFileSync(signingKey, next + old);
  const ledger = await open(dir, { signingKey });
  t.equal(parseNote(ledger.head().checkpoint!.note).signatures.length, 2);
  await ledger.close();
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('another origin does not continue a ledger', async (t) => {
  const dir = t.testdir();
  await (await open(dir)).close();
  await t.rejects(open(dir, { origin: 'regent.test/other' }), {
    message: /ledger.origin its name/,
  });
  await t.rejects(open(join(dir, 'new'), { origin: 'with spaces' }), {
    message: /ledger.signing_key/,
  });
});

t.test('cosignatures are kept with their checkpoint', async (t) => {
  const dir = t.testdir();
  const witness = noteSigner('witness.test/w', COSIGNATURE, readPrivateKey(generatePrivateKey()));
  const ledger = await open(dir);
  await ledger.append('start', start);
  await until(() => ledger.head().checkpoint!.size === 2);
  const { note, size } = ledger.head().checkpoint!;
  const line = formatSignatureLine(cosign(parseNote(note).text, witness, 1_800_000_000));
  await ledger.cosign(size, [line]);
  await ledger.cosign(size, [line]);
  await ledger.cosign(77, [line]);
  await t.rejects(ledger.cosign(size, ['x']), { name: 'NoteError' });
  const cosigned = ledger.head().checkpoint!.note;
  t.equal(openNote(cosigned, [signer, witness]).verified.length, 2);
  t.equal(readFileSync(join(dir, 'checkpoint'), 'utf8'), cosigned);
  await ledger.close();
  t.match(verifyLedger(dir), { checkpoints: 4, covered: 3, faults: [] });
  await (await open(dir)).close();
  t.equal(readEntries(dir).length, 2);
});
