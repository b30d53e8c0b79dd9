// A link, a device or a folder in a bundle is no policy, whatever it points at.
import t from 'tap';
import { readBundle } from '../../bundles/read.ts';
import { bundleOf, ENTRIES, faultsOf } from '../bundles/support.ts';
import type { Entry } from '../bundles/support.ts';

const ODD: Entry[] = [
  [{ name: '/policy.wasm', type: 'symlink', linkname: '/etc/passwd' }],
  [{ name: '/policy.wasm', type: 'link', linkname: '/data.json' }],
  [{ name: '/dev', type: 'character-device' }],
  [{ name: '/pipe', type: 'fifo' }],
  [{ name: '/folder/', type: 'directory' }],
  [{ name: '/sparse', type: 'contiguous-file' }],
];

for (const odd of ODD) {
  void t.test(`${odd[0].type} is refused`, async (t) => {
    const rest = ENTRIES.filter(([header]) => header.name !== odd[0].name);
    t.match(await faultsOf(readBundle(await bundleOf([odd, ...rest]))), [
      new RegExp(`is a ${odd[0].type}`),
    ]);
  });
}
