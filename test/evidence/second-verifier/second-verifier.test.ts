/** The verifier in Python, which was written from docs/ledger-format.md alone, says of our archives what ours says. */
import { execFile } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { exportArchive } from '../../../evidence/export/export.ts';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import { FixtureLedger } from '../../helpers/evidence-ledger.ts';
import { record } from '../../helpers/evidence-traffic.ts';
import { requireCommand } from '../../helpers/require-command.ts';
import { openArchive, putBundle, writeSample } from '../export/support.ts';

const PROGRAM = join(import.meta.dirname, '../../../examples/verify/verify.py');

if (!requireCommand(t, 'python3', 'apt-get install python3')) process.exit();

const sample = await writeSample(t);

void t.test('archives are what was written', async (t) => {
  const choices = {
    all: {},
    subject: { exchanges: new Set([sample.customer]), subject: { type: 'customer', value: '17' } },
    session: { session: sample.session },
    range: { from: '2026-01-02T03:20:00.000Z', to: '2026-01-02T03:23:11.725Z' },
  };
  for (const [name, choice] of Object.entries(choices)) {
    const { code, out } = await run(await sample.export(choice, `${name}.tar`), sample.vkey);
    t.equal(code, 0, `${name}: ${out}`);
    t.match(out, /entries are what was written/);
  }
});

void t.test('keys that changed, and a key that is not the ledger’s', async (t) => {
  const ledger = new FixtureLedger();
  const first = ledger.signer.vkey;
  const session = ledger.session({ issuer: 'i', subject: 's' });
  putBundle(ledger);
  for (let round = 0; round < 2; round += 1) {
    record(ledger, { session });
    ledger.changeKey();
    ledger.checkpoint();
    record(ledger, { session });
  }
  const dir = join(sample.scratch, 'changed');
  await ledger.write(dir);
  const out = join(sample.scratch, 'changed.tar');
  const keks = [openLocalKey(ledger.kek.id, ledger.kek.text)];
  await exportArchive({ dir, keks, choice: {}, out });
  t.match(await run(out, first), { code: 0 });
  t.match(await run(out, sample.vkey), { code: 1, out: /nobody vouches for/ });
});

void t.test('what was changed is named', async (t) => {
  const archive = await openArchive(t, await sample.export({}, 'mutated.tar'));
  const all = await readdir(archive.dir, { recursive: true, withFileTypes: true });
  const names = all
    .filter((entry) => entry.isFile() && entry.name !== 'archive.json')
    .map(({ parentPath, name }) => join(parentPath, name).slice(archive.dir.length + 1));
  const copy = join(sample.scratch, 'copy');
  await cp(archive.dir, copy, { recursive: true });
  for (const name of names) {
    const before = await readFile(join(copy, name));
    const bytes = Buffer.from(before);
    const at = randomInt(bytes.length);
    bytes[at]! ^= 1 << randomInt(8);
    await writeFile(join(copy, name), bytes);
    // What is proved is found also where archive.json was made anew. The rest is proved by nothing.
    if (/^(README|report|exchange-keys|tile)/.test(name))
      t.match(await run(copy, sample.vkey), { code: 1, out: `${name}: was altered` });
    else {
      const manifest = await readFile(join(copy, 'archive.json'), 'utf8');
      await writeFile(join(copy, 'archive.json'), manifest.replace(sha256(before), sha256(bytes)));
      const { code } = await run(copy, sample.vkey);
      t.equal(code, 1, `${name}, bit of byte ${at}`);
      await writeFile(join(copy, 'archive.json'), manifest);
    }
    await writeFile(join(copy, name), before);
  }
  t.match(await run(copy, sample.vkey), { code: 0 }, 'and nothing else was');
});

void t.test('a ledger that was cut shows against a checkpoint that was kept', async (t) => {
  const archive = await openArchive(t, await sample.export({}, 'kept.tar'));
  const kept = join(archive.dir, 'checkpoint');
  const longer = join(sample.scratch, 'longer');
  await writeFile(longer, (await readFile(kept, 'utf8')).replace(/\n\d+\n/, '\n999999\n'));
  const out = await sample.export({}, 'again.tar');
  t.match(await run(out, sample.vkey, '--checkpoint', kept), { code: 0 });
  t.match(await run(out, sample.vkey, '--checkpoint', longer), { code: 1, out: /was cut/ });
});

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  return await new Promise((resolve) => {
    execFile('python3', [PROGRAM, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr });
    });
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
