// A bundle's entries must not lead out of it, nor hide what they are called.
import t from 'tap';
import { readBundle } from '../../bundles/read.ts';
import { bundleOf, ENTRIES, faultsOf } from '../bundles/support.ts';

const NAMES = [
  '../data.json',
  '/../x',
  'a/../../x',
  'a/./x',
  './x',
  '//x',
  'a//x',
  'a\\b',
  'a\nb',
  '\u007f',
  '.',
  '/',
];

void t.test('no plain path', async (t) => {
  for (const name of NAMES) {
    const bytes = await bundleOf([[{ name, type: 'file' }, '{}'], ...ENTRIES]);
    t.match(
      await faultsOf(readBundle(bytes)),
      [/has no plain path|is a directory/],
      JSON.stringify(name),
    );
  }
});
