import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { stampBundle, writeArchive } from '../../bundles/manifest-archive.ts';
import { readArchive } from '../../bundles/read-archive.ts';
import { readBundle } from '../../bundles/read.ts';
import { signBundle } from '../../bundles/sign.ts';
import { SIGNATURES_FILE } from '../../bundles/signatures.ts';
import { codeOf, filesOf, makeSigned, METADATA } from './sign-support.ts';
import { bundleOf, ENTRIES, faultsOf } from './support.ts';

void t.test('an archive is read as it was written, and by stock opa', async (t) => {
  const files = filesOf();
  const bytes = await writeArchive(files);
  t.same([...(await readArchive(bytes))], [...files]);
  t.ok(bytes.equals(await writeArchive(files)));
  const file = join(t.testdir(), 'b.tar.gz');
  writeFileSync(file, await writeArchive(new Map([['data.json', files.get('data.json')!]])));
  const args = ['eval', '-b', file, '-f', 'raw', 'data.crm.ok'];
  t.equal(execFileSync((await findOpa()).path, args, { encoding: 'utf8' }).trim(), '["a"]');
});

void t.test('new metadata changes nothing else, and takes the signature out', async (t) => {
  const { bytes, signing, trust } = await makeSigned();
  const stamped = await stampBundle(bytes, { ...METADATA, sequence: 9 }, 'r2');
  const [before, after] = [await readArchive(bytes), await readArchive(stamped)];
  t.notOk(after.has(SIGNATURES_FILE));
  for (const [name, content] of after) {
    if (name !== '.manifest') t.ok(content.equals(before.get(name)!), name);
  }
  const { manifest } = await readBundle(stamped);
  t.match(manifest, { revision: 'r2', metadata: { regent: { sequence: 9 } } });
  t.equal(await codeOf(await signBundle(stamped, signing), trust, { lastSequence: 8 }), 'accepted');
  t.equal(
    (await readBundle(await stampBundle(bytes, METADATA))).revision,
    'r1',
    'the old revision',
  );
});

void t.test('what others noted in the metadata stays, digit for digit', async (t) => {
  const manifest =
    '{"revision":"r","roots":[""],"wasm":[{"entrypoint":"regent/decision","module":"/policy.wasm"}],"metadata":{"team":{"n":12345678901234567890,"z":1.0}}}';
  const files = filesOf().set('.manifest', Buffer.from(manifest));
  const stamped = await stampBundle(await writeArchive(files), METADATA);
  const text = (await readArchive(stamped)).get('.manifest')!.toString();
  t.match(text, '"team":{"n":12345678901234567890,"z":1.0},"regent":{"sequence":7');
});

void t.test('a bundle that cannot be stamped', async (t) => {
  const without = await bundleOf(ENTRIES.slice(0, 2));
  t.match(await faultsOf(stampBundle(without, METADATA)), [/has no \.manifest/]);
  for (const metadata of ['[]', '1', '1.0', 'null']) {
    const files = filesOf().set('.manifest', Buffer.from(`{"metadata":${metadata}}`));
    const work = stampBundle(await writeArchive(files), METADATA);
    if (metadata !== 'null') t.match(await faultsOf(work), [/not an object/]);
    else t.match((await readArchive(await work)).get('.manifest')!.toString(), /"regent"/);
  }
});
