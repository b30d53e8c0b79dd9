/** What is put into an archive whose `archive.json` was made anew: nothing in it is taken for evidence, or read in two ways. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { readManifest } from '../../evidence/archive/manifest.ts';
import { openArchive, verifyOpen, writeSample } from '../evidence/export/support.ts';
import { requireCommand } from '../helpers/require-command.ts';
import { runRegent } from '../helpers/run-regent.ts';

const PROGRAM = join(import.meta.dirname, '../../examples/verify/verify.py');
const sample = await writeSample(t);
const { dir } = await openArchive(t, await sample.export({}));
const all = await readdir(dir, { recursive: true });
const certificate = all.find((name) => name.startsWith('certificates/'))!;

/** Changes a copy of the archive, makes its `archive.json` anew, and gives what is found. */
async function faultsAfter(
  t: Test,
  change: (copy: string) => Promise<void>,
): Promise<{ faults: object[]; copy: string }> {
  const copy = join(t.testdir(), 'archive');
  await cp(dir, copy, { recursive: true });
  await change(copy);
  const manifest = (await readManifest(copy))!;
  manifest.files = {};
  const found = await readdir(copy, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of found.filter((entry) => entry.isFile())) {
    const path = join(parentPath, name).slice(copy.length + 1);
    if (path !== 'archive.json') manifest.files[path] = sha256(await readFile(join(copy, path)));
  }
  await writeFile(join(copy, 'archive.json'), `${JSON.stringify(manifest)}\n`);
  return { faults: (await verifyOpen({ dir: copy, manifest }, [sample.vkey])).faults, copy };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Replaces the first `from` in a file. */
function edit(file: string, from: string | RegExp, to: string): (copy: string) => Promise<void> {
  return async (copy) => {
    const before = await readFile(join(copy, file), 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} does not have ${String(from)}`);
    await writeFile(join(copy, file), after);
  };
}

function put(file: string, text: string): (copy: string) => Promise<void> {
  return async (copy) => {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await writeFile(join(copy, file), text);
  };
}

const appended = (file: string, text: string) => (copy: string) =>
  appendFile(join(copy, file), text);

/** A key that opens nothing, of an exchange that has another. */
async function addKey(copy: string): Promise<void> {
  const file = join(copy, 'exchange-keys.ndjson');
  const [line = ''] = (await readFile(file, 'utf8')).split('\n');
  const { id } = JSON.parse(line) as { id: string };
  const key = Buffer.alloc(32).toString('base64');
  await appendFile(file, `${JSON.stringify({ id, key })}\n`);
}

const CHANGES: Record<string, [(copy: string) => Promise<void>, object]> = {
  'entries of no run': [
    put('000000000500.ndjson', '{"v":2,"seq":500}\n'),
    { fault: 'file-unknown', file: '000000000500.ndjson' },
  ],
  'bodies of no run': [put('000000000500.bodies', ''), { fault: 'file-unknown' }],
  'slots, which no archive has': [put('000000000000.keys', ''), { fault: 'file-unknown' }],
  'another file': [put('notes.txt', ''), { fault: 'file-unknown', file: 'notes.txt' }],
  'a report taken away': [
    (copy) => rm(join(copy, 'report.html')),
    { fault: 'file-missing', file: 'report.html' },
  ],
  'a key that opens nothing': [addKey, { fault: 'file-altered', detail: /opens nothing/ }],
  'text behind the last proof of consistency': [
    appended('consistency.ndjson', 'text'),
    { fault: 'file-altered', file: 'consistency.ndjson' },
  ],
  'a proof without its line feed': [
    edit('proofs.ndjson', /\n$/, ''),
    { fault: 'file-altered', file: 'proofs.ndjson' },
  ],
  'a key without its line feed': [
    edit('exchange-keys.ndjson', /\n$/, ''),
    { fault: 'file-altered', file: 'exchange-keys.ndjson' },
  ],
  'a member twice in a certificate': [
    edit(certificate, '"entry":', '"entry":"forged","entry":'),
    { fault: 'certificate-bad', detail: /spelt otherwise/ },
  ],
  'a member twice in an exchange key': [
    edit('exchange-keys.ndjson', '"key":', '"key":"x","key":'),
    { fault: 'file-altered', file: 'exchange-keys.ndjson' },
  ],
  'a member twice in a proof': [
    edit('proofs.ndjson', '"index":', '"index":7,"index":'),
    { fault: 'altered' },
  ],
  'a member twice in a proof of consistency': [
    edit('consistency.ndjson', '"old":', '"old":7,"old":'),
    { fault: 'checkpoint-wrong-root' },
  ],
  'another time of the checkpoint': [
    edit('archive.json', /"time":"\d{4}/, '"time":"2039'),
    { fault: 'file-altered', file: 'archive.json', detail: 'its time' },
  ],
  'a certificate that is a directory': [
    put('certificates/00000000-0000-0000-0000-000000000000.json/x', ''),
    { fault: 'certificate-bad' },
  ],
};

t.test('the archive as it is', async (t) => {
  t.strictSame((await faultsAfter(t, () => Promise.resolve())).faults, []);
});

for (const [name, [change, fault]] of Object.entries(CHANGES))
  t.test(name, async (t) => {
    const { faults, copy } = await faultsAfter(t, change);
    t.ok(
      faults.some((each) => matches(each, fault)),
      JSON.stringify(faults),
    );
    // Without a cipher in its library that program cannot tell what a key opens, and it does not look at times.
    if (/opens nothing|its time/.test(JSON.stringify(faults))) return;
    if (!requireCommand(t, 'python3', 'apt-get install python3')) return;
    await t.rejects(promisify(execFile)('python3', [PROGRAM, copy, sample.vkey]), { code: 1 });
  });

function matches(fault: object, wanted: object): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found = String((fault as Record<string, unknown>)[name]);
    return value instanceof RegExp ? value.test(found) : found === value;
  });
}

t.test('text in archive.json that would be printed as if it were proved', async (t) => {
  const copy = join(t.testdir(), 'archive');
  await cp(dir, copy, { recursive: true });
  await edit('archive.json', /("time":"[^"]*)"/, '$1\\n  cosigned by witness.example/w1"')(copy);
  const { code, out, errors } = await runRegent('evidence', 'verify', copy, '--key', sample.vkey);
  t.equal(code, 2);
  t.match(errors, /is not the archive\.json of an archive/);
  t.notMatch(out, 'cosigned');
});

t.test('bytes behind what is packed', async (t) => {
  const path = await sample.export({}, 'packed.tar.zst');
  await appendFile(path, 'more');
  const { code, errors } = await runRegent('evidence', 'verify', path, '--key', sample.vkey);
  t.equal(code, 2);
  t.match(errors, /has bytes behind its end/);
});

t.test('exchange keys that cannot be read hide nothing else', async (t) => {
  const copy = join(t.testdir(), 'archive');
  await cp(dir, copy, { recursive: true });
  await appendFile(join(copy, 'exchange-keys.ndjson'), '{\n');
  await appendFile(join(copy, 'README.txt'), 'x');
  const { code, out } = await runRegent('evidence', 'verify', copy, '--key', sample.vkey);
  t.equal(code, 1);
  t.match(out, /README\.txt: is not what was written/);
  t.match(out, /exchange-keys\.ndjson/);
});
