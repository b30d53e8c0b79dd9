import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import t from 'tap';
import { SetupError } from '../../gateway/errors.ts';
import { loadBundleFile, readBundle } from '../../bundles/read.ts';
import { bundleOf, ENTRIES, faultsOf, MANIFEST, tar, WASM } from './support.ts';
import type { Entry } from './support.ts';

const without = (name: string) => ENTRIES.filter(([header]) => header.name !== name);
const withManifest = (manifest: unknown) =>
  bundleOf([...without('/.manifest'), [{ name: '/.manifest' }, JSON.stringify(manifest)]]);

void t.test('a bundle and its digest', async (t) => {
  const bytes = await bundleOf(ENTRIES);
  const bundle = await readBundle(bytes);
  t.equal(bundle.revision, 'r1');
  t.equal(bundle.digest, `sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  t.ok(bundle.wasm.equals(WASM));
  t.same(bundle.data, {});
  t.same(bundle.entrypoints, ['regent/decision']);
});

void t.test('names may do without the leading slash', async (t) => {
  const bare = ENTRIES.map(([header, content]): Entry => [
    { name: header.name.slice(1) },
    content ?? '',
  ]);
  t.equal((await readBundle(await bundleOf(bare))).revision, 'r1');
});

void t.test('numbers of the data keep every digit', async (t) => {
  const data = '{"a":[12345678901234567890,0.1000000000000000055511151231257827,1e400,-7]}';
  const bundle = await readBundle(
    await bundleOf([[{ name: 'data.json' }, data], ...without('/data.json')]),
  );
  t.equal(JSON.stringify(bundle.data), data);
});

void t.test('what is missing or odd is named', async (t) => {
  const cases: [Promise<Buffer>, RegExp][] = [
    [bundleOf(without('/.manifest')), /has no \.manifest/],
    [bundleOf(without('/data.json')), /has no data\.json/],
    [withManifest([]), /\.manifest is not a JSON object/],
    [withManifest({ ...MANIFEST, revision: 1 }), /revision/],
    [withManifest({ revision: 'r' }), /has no `wasm`/],
    [withManifest({ ...MANIFEST, wasm: [null] }), /without entrypoint or module/],
    [
      withManifest({ ...MANIFEST, wasm: [{ entrypoint: 'regent/decision' }] }),
      /without entrypoint or module/,
    ],
    [withManifest({ ...MANIFEST, wasm: [] }), /no Wasm entrypoint regent\/decision/],
    [
      withManifest({ ...MANIFEST, wasm: [{ entrypoint: 'a', module: '/policy.wasm' }] }),
      /no Wasm entrypoint regent/,
    ],
    [withManifest({ ...MANIFEST, wasm: [MANIFEST.wasm[0], MANIFEST.wasm[0]] }), /entrypoint twice/],
    [bundleOf([[{ name: 'data.json' }, '{'], ...without('/data.json')]), /data\.json is not JSON/],
    [
      bundleOf([
        [{ name: 'data.json' }, Buffer.from('{"\xff":1}', 'latin1')],
        ...without('/data.json'),
      ]),
      /data\.json is not JSON/,
    ],
    [bundleOf([]), /has no \.manifest/],
    [Promise.resolve(Buffer.from('no gzip')), /is not gzip/],
  ];
  for (const [bytes, fault] of cases) t.match(await faultsOf(readBundle(await bytes)), [fault]);
});

void t.test('a file that cannot be read is named', async (t) => {
  const dir = t.testdir({ 'bad.tar.gz': 'x' });
  t.match(await faultsOf(loadBundleFile(join(dir, 'missing'))), [/missing: ENOENT/]);
  t.match(await faultsOf(loadBundleFile(dir)), [/: it is not a file/]);
  t.match(await faultsOf(loadBundleFile(join(dir, 'bad.tar.gz'))), [
    /bad\.tar\.gz: the bundle is not gzip/,
  ]);
});

void t.test('any change of a byte is read or refused, never thrown as something else', async () => {
  const archive = await tar(ENTRIES);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(archive.length - 1),
      fc.nat(255),
      fc.boolean(),
      async (at, byte, cut) => {
        const changed = Buffer.from(cut ? archive.subarray(0, at) : archive);
        if (!cut) changed[at] = byte;
        try {
          await readBundle(gzipSync(changed));
        } catch (error) {
          if (!(error instanceof SetupError)) throw error;
        }
      },
    ),
    { numRuns: 500 },
  );
});
