// Without its module a bundle decides nothing, and must not load as if it decided "no masks".
import t from 'tap';
import { readBundle } from '../../bundles/read.ts';
import { bundleOf, ENTRIES, faultsOf, MANIFEST } from '../bundles/support.ts';
import type { Entry } from '../bundles/support.ts';

const without = ENTRIES.filter(([header]) => header.name !== '/policy.wasm');
const withModule = (content: string | Buffer): Entry[] => [
  ...without,
  [{ name: '/policy.wasm' }, content],
];

void t.test('no module, or one that is none', async (t) => {
  t.match(await faultsOf(readBundle(await bundleOf(without))), [
    /has no \/policy\.wasm, which its \.manifest names/,
  ]);
  for (const content of ['', 'text', Buffer.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])]) {
    t.match(await faultsOf(readBundle(await bundleOf(withModule(content)))), [
      /is not a WebAssembly module/,
    ]);
  }
});

void t.test('a module that the manifest names elsewhere', async (t) => {
  const wasm = [...MANIFEST.wasm, { entrypoint: 'other', module: '/other.wasm' }];
  const manifest: Entry = [{ name: '/.manifest' }, JSON.stringify({ ...MANIFEST, wasm })];
  const bytes = await bundleOf([...ENTRIES.slice(0, 2), manifest]);
  t.match(await faultsOf(readBundle(bytes)), [/has no \/other\.wasm/]);
});
