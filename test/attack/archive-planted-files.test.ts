/** Files of an archive that were changed together with `archive.json`, which has their digests. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openEvidence } from '../../evidence/archive/open-evidence.ts';
import { readManifest } from '../../evidence/archive/manifest.ts';
import { openArchive, verifyOpen, writeSample } from '../evidence/export/support.ts';
import { makeSigner } from '../evidence/make-ledger.ts';

const sample = await writeSample(t);
const { dir } = await openArchive(t, await sample.export({}));

/** What is found once a file has this content, and was given back what it had. */
async function faultsWith(file: string, content: string): Promise<object[]> {
  const names = [file, 'archive.json'].map((name) => join(dir, name));
  const before = await Promise.all(names.map((name) => readFile(name)));
  const manifest = (await readManifest(dir))!;
  manifest.files[file] = createHash('sha256').update(content).digest('hex');
  await writeFile(names[0]!, content);
  await writeFile(names[1]!, `${JSON.stringify(manifest)}\n`);
  try {
    return (await verifyOpen({ dir, manifest }, [sample.vkey])).faults;
  } finally {
    for (const [at, name] of names.entries()) await writeFile(name, before[at]!);
  }
}

t.test('keys that no entry names', async (t) => {
  const keys = await readFile(join(dir, 'keys.txt'), 'utf8');
  t.strictSame(await faultsWith('keys.txt', keys), []);
  const { vkey } = makeSigner();
  for (const planted of [`${vkey}\n`, `${keys}${vkey}\n`, `${vkey}\n${keys}`, ''])
    t.match(await faultsWith('keys.txt', planted), [{ fault: 'file-altered', file: 'keys.txt' }]);
});

t.test('exchange keys that are none', async (t) => {
  const file = 'exchange-keys.ndjson';
  const good = await readFile(join(dir, file), 'utf8');
  const [line = ''] = good.split('\n');
  for (const bad of ['{', 'null', '{"id":1}', '{"id":"x","key":"eA=="}', line.replace('=', '')]) {
    const [fault] = await faultsWith(file, `${good}${bad}\n`);
    t.match(fault, { fault: 'file-altered', file, detail: /line \d+: is not an exchange key/ });
  }
  await writeFile(join(dir, file), '{');
  await t.rejects(openEvidence(dir, []), /line 1: is not an exchange key/);
  await writeFile(join(dir, file), good);
});

t.test('a proof with a hash that is none', async (t) => {
  const file = 'consistency.ndjson';
  const good = await readFile(join(dir, file), 'utf8');
  const bad = good.replace(/"proof":\["[^"]*"/, `"proof":["${'A'.repeat(48)}"`);
  t.not(bad, good);
  t.match(await faultsWith(file, bad), [{ fault: 'checkpoint-wrong-root' }]);
});
