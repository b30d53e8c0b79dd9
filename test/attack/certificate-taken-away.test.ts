/** Who takes away the certificate of an erasure is found out, in a ledger and in an archive; one that is still to come is no fault. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { readManifest } from '../../evidence/archive/manifest.ts';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { exportArchive } from '../../evidence/export/export.ts';
import { openArchive, verifyOpen, writeSample, type Sample } from '../evidence/export/support.ts';
import { requireCommand } from '../helpers/require-command.ts';

const PROGRAM = join(import.meta.dirname, '../../examples/verify/verify.py');
const RANGE = { from: '2026-01-02T03:04:00.000Z', to: '2026-01-02T03:05:00.000Z' };

const sample = await writeSample(t);
const [name] = await readdir(join(sample.dir, 'certificates'));
const file = `certificates/${name!}`;
const unfinished = file.replace('.json', '.unfinished.json');
const missing = { fault: 'certificate-missing', file };

/** A copy of the ledger from which the certificate was taken. */
async function strip(to: string): Promise<Sample> {
  const dir = join(sample.scratch, to);
  await cp(sample.dir, dir, { recursive: true });
  await rm(join(dir, file));
  return {
    ...sample,
    dir,
    async export(choice = {}) {
      const out = join(sample.scratch, `${to}.tar`);
      await exportArchive({ dir, keks: sample.keks, choice, out });
      return out;
    },
  };
}

/** What the second verifier says. */
function runSecond(path: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('python3', [PROGRAM, path, sample.vkey], (_, out) => resolve(out));
  });
}

void t.test('from a ledger', async (t) => {
  const { dir } = await strip('stripped');
  const verify = () => verifyLedger({ dir, keys: [sample.vkey] });
  t.match(await verify(), { faults: [{ ...missing, seq: Number }], certificatesToCome: 0 });
  await writeFile(join(dir, unfinished), '{}');
  t.match(await verify(), { faults: [], certificatesToCome: 1 }, 'it is said that it is to come');
  await rename(join(dir, unfinished), join(dir, `${file}.old`));
  t.match(await verify(), { faults: [missing] }, 'under another name it counts for nothing');
});

void t.test('from a ledger, and all that was exported of it', async (t) => {
  const out = await (await strip('exported')).export(RANGE);
  const archive = await openArchive(t, out);
  t.match(await verifyOpen(archive, [sample.vkey]), { faults: [missing] });
  if (requireCommand(t, 'python3', 'apt-get install python3'))
    t.match(await runSecond(out), `${file}: is missing`);
});

void t.test('from an archive whose archive.json was made anew', async (t) => {
  const { dir } = await openArchive(t, await sample.export(RANGE, 'whole.tar'));
  t.strictSame((await verifyOpen(await reread(dir), [sample.vkey])).faults, []);
  await rm(join(dir, file));
  const { files, ...manifest } = (await readManifest(dir))!;
  const { [file]: _, ...left } = files;
  const forge = (files: object): Promise<void> =>
    writeFile(join(dir, 'archive.json'), `${JSON.stringify({ ...manifest, files })}\n`);
  await forge(left);
  t.match(await verifyOpen(await reread(dir), [sample.vkey]), { faults: [missing] });
  await writeFile(join(dir, unfinished), '{}');
  await forge({ ...left, [unfinished]: createHash('sha256').update('{}').digest('hex') });
  const said = await verifyOpen(await reread(dir), [sample.vkey]);
  t.match(said, { faults: [], certificatesToCome: 1 }, 'at least it is said');
});

void t.test('one that is still to come', async (t) => {
  const under = await strip('under-way');
  await writeFile(join(under.dir, unfinished), '{"erasure":"x"}');
  const out = await under.export();
  const archive = await openArchive(t, out);
  t.match(await verifyOpen(archive, [sample.vkey]), { faults: [], certificatesToCome: 1 });
  t.equal(await readFile(join(archive.dir, unfinished), 'utf8'), '{"erasure":"x"}');
  if (requireCommand(t, 'python3', 'apt-get install python3'))
    t.match(await runSecond(out), 'entries are what was written');
});

async function reread(dir: string) {
  const manifest = await readManifest(dir);
  return { dir, ...(manifest && { manifest }) };
}
