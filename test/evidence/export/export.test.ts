import { execFileSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { README } from '../../../evidence/export/readme.ts';
import { formatCheckpoint } from '../../../gateway/ledger/notes/checkpoint.ts';
import { requireCommand } from '../../helpers/require-command.ts';
import { exportArchive } from '../../../evidence/export/export.ts';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import { FixtureLedger } from '../../helpers/evidence-ledger.ts';
import { record } from '../../helpers/evidence-traffic.ts';
import { openArchive, putBundle, verifyOpen, writeSample } from './support.ts';

const sample = await writeSample(t);

void t.test('an archive verifies, and holds what opens it', async (t) => {
  const archive = await openArchive(t, await sample.export({}, 'all.tar.zst'));
  const found = await verifyOpen(archive, [sample.vkey]);
  t.same(found.faults, []);
  t.equal(found.entries, found.size);
  const states: string[] = [];
  for await (const { entry } of archive.reader.entries()) {
    if (entry.type === 'intent') states.push((await archive.reader.open(entry)).state);
  }
  t.same(states, ['open', 'open', 'open', 'open', 'open', 'no-key'], 'the last was erased');
  t.equal(archive.manifest?.runs.length, 1);
});

void t.test('the same ledger gives the same bytes', async (t) => {
  const [one, two] = await Promise.all([
    sample.export({}, 'one.tar'),
    sample.export({}, 'two.tar'),
  ]);
  t.ok((await readFile(one)).equals(await readFile(two)));
  t.same(
    (await readdir(sample.scratch)).filter((name) => name.includes('tmp')),
    [],
    'nothing is left behind',
  );
});

void t.test('one data subject: its exchanges alone', async (t) => {
  const choice = {
    exchanges: new Set([sample.customer]),
    subject: { type: 'customer', value: '17' },
  };
  const archive = await openArchive(t, await sample.export(choice, 'subject.tar'));
  t.same((await verifyOpen(archive, [sample.vkey])).faults, []);
  const ids = new Set<unknown>();
  for await (const { entry } of archive.reader.entries()) {
    const { id } = entry.data as { id?: string };
    if (id !== undefined) ids.add(id);
  }
  t.same([...ids], [sample.customer]);
  t.ok(archive.manifest!.runs.length > 1);
  const keys = await readFile(join(archive.dir, 'exchange-keys.ndjson'), 'utf8');
  t.equal(keys.trim().split('\n').length, 1, 'no key of anybody else');
  t.match(await readFile(join(archive.dir, 'report.html'), 'utf8'), /data subject <bdi>17<\/bdi>/);
});

void t.test('one session, with its session entries', async (t) => {
  const archive = await openArchive(t, await sample.export({ session: sample.session }, 's.tar'));
  t.same((await verifyOpen(archive, [sample.vkey])).faults, []);
  const types = new Map<string, number>();
  for await (const { entry } of archive.reader.entries()) {
    const { session } = entry.data as { session?: string };
    if (session !== undefined) t.equal(session, sample.session);
    types.set(entry.type, (types.get(entry.type) ?? 0) + 1);
  }
  t.equal(types.get('intent'), 2);
  t.equal(types.get('outcome'), 2);
  t.equal(types.get('session'), 1);
});

void t.test('a range has what decided in it from before, and the outcomes behind it', async (t) => {
  const from = '2026-01-02T03:20:00.000Z';
  const archive = await openArchive(
    t,
    await sample.export({ from, to: '2026-01-02T03:23:11.725Z' }, 'r.tar'),
  );
  t.same((await verifyOpen(archive, [sample.vkey])).faults, []);
  const before: string[] = [];
  const open = new Set<number>();
  for await (const { entry } of archive.reader.entries()) {
    if (entry.time < from) before.push(entry.type);
    if (entry.type === 'intent') open.add(entry.seq);
    if (entry.type === 'outcome') open.delete((entry.data as { intent: number }).intent);
  }
  t.same(before, ['signing-key', 'bundle', 'config']);
  t.equal(open.size, 0);
});

void t.test('without a key nothing that is sealed goes along', async (t) => {
  const archive = await openArchive(t, await sample.export({}, 'closed.tar', []));
  t.same((await verifyOpen(archive, [sample.vkey])).faults, []);
  t.equal(await readFile(join(archive.dir, 'exchange-keys.ndjson'), 'utf8'), '');
  t.same(
    (await readdir(archive.dir)).filter((name) => name.endsWith('.bodies')),
    [],
  );
});

void t.test('a foreign key, a kept checkpoint', async (t) => {
  const archive = await openArchive(t, await sample.export({}, 'k.tar'));
  const foreign = (await writeSample(t)).vkey;
  t.match((await verifyOpen(archive, [foreign])).faults, [{ fault: 'key-unknown' }]);
  const note = await readFile(join(archive.dir, 'checkpoint'), 'utf8');
  const kept = await verifyOpen(archive, [sample.vkey], { checkpoints: [{ name: 'mine', note }] });
  t.same(kept.faults, []);
  const { size } = archive.manifest!;
  const other = formatCheckpoint({ origin: 'regent.example/test', size, root: Buffer.alloc(32) });
  const forged = note.replace(/^[^]*\n\n/, `${other}\n`);
  const found = await verifyOpen(archive, [sample.vkey], {
    checkpoints: [{ name: 'mine', note: forged }],
  });
  t.match(found.faults, [{ fault: 'rewritten', file: 'mine' }]);
});

void t.test('the program of README.txt', async (t) => {
  if (!requireCommand(t, 'python3', 'apt-get install python3')) return;
  const archive = await openArchive(t, await sample.export({}, 'readme.tar'));
  const program = /--- begin verify\.py ---\n([^]*)--- end verify\.py ---/.exec(README)![1]!;
  const run = (): string =>
    execFileSync('python3', ['-c', program], { cwd: archive.dir, encoding: 'utf8', stdio: 'pipe' });
  t.match(run(), /^29 entries of 29 in regent\.example\/test are what was written\n$/);
  const file = join(archive.dir, '000000000000.ndjson');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('dana@', 'eve1@'));
  t.throws(run, /is not what was written/);
  await writeFile(file, text.replace(/[^\n]*\n$/, ''));
  t.throws(run, /entries are missing/);
});

void t.test('what cannot be exported', async (t) => {
  await t.rejects(sample.export({}, 'archive.zip'), /must end in .tar/);
  await t.rejects(sample.export({}, 'no/such/dir.tar'), /--out/);
});

void t.test('keys that changed, some time before the checkpoint', async (t) => {
  const ledger = new FixtureLedger();
  const first = ledger.signer.vkey;
  const session = ledger.session({ issuer: 'i', subject: 's' });
  putBundle(ledger);
  for (let round = 0; round < 3; round += 1) {
    record(ledger, { session });
    ledger.changeKey();
    ledger.checkpoint();
    record(ledger, { session });
    if (round === 1) ledger.rotate();
  }
  const dir = join(sample.scratch, 'rotated');
  await ledger.write(dir);
  const out = join(sample.scratch, 'rotated.tar');
  const keks = [openLocalKey(ledger.kek.id, ledger.kek.text)];
  await exportArchive({ dir, keks, choice: { session: session.id }, out });
  const archive = await openArchive(t, out);
  t.same((await verifyOpen(archive, [first])).faults, [], 'the first key is enough');
  const checkpoints = join(archive.dir, 'checkpoints');
  const lines = (await readFile(checkpoints, 'utf8')).split('\n');
  await writeFile(checkpoints, lines.toSpliced(0, 1).join('\n'));
  const { faults } = await verifyOpen(archive, [first]);
  t.match(
    faults.find(({ fault }) => fault === 'checkpoint-unsigned'),
    { detail: `not by ${first}` },
  );
});
